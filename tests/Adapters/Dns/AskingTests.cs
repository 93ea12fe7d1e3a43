using System.Net;
using System.Net.Sockets;
using FailoverCtl.Dns.Asking;
using FailoverCtl.Dns.Wire;
using FailoverCtl.Dns.Zones;
using FailoverCtl.Tests.Core.Dns;
using Xunit;
using Family = FailoverCtl.Domain.Identity.AddressFamily;

namespace FailoverCtl.Tests.Adapters.Dns;

public class AskingTests
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(30);

    [Fact]
    public async Task The_epoch_of_a_server_is_read_back()
    {
        await using var dns = await LoopbackDns.StartAsync(DnsWorld.Snapshot(33));
        Assert.Equal(
            new EpochReading.Read(new(33, "demo", DnsWorld.Document.Hash[..12])),
            await new EpochQuery(DnsWorld.Zone, Generous, 2).AskAsync(dns.Address, CancellationToken.None)
        );
    }

    [Fact]
    public async Task A_server_that_is_silent_is_a_timeout_after_all_tries()
    {
        using var silent = Bound();
        var failed = await FailAsync(silent, Short);
        Assert.Equal(NoAnswer.Timeout, failed.Why);
        Assert.Contains("2 tries of 30 ms", failed.Sentence, StringComparison.Ordinal);
        Assert.NotEqual(0, silent.Available);
    }

    [Fact]
    public async Task A_closed_port_is_unreachable()
    {
        var closed = Bound();
        var address = (IPEndPoint)closed.LocalEndPoint!;
        closed.Dispose();
        Assert.Equal(
            NoAnswer.Unreachable,
            Failed(await new EpochQuery("example.test", Generous, 2).AskAsync(address, default)).Why
        );
    }

    [Fact]
    public async Task A_server_of_another_zone_is_refused()
    {
        await using var dns = await LoopbackDns.StartAsync();
        var reading = await new EpochQuery("other.test", Generous, 2).AskAsync(dns.Address, default);
        Assert.Equal(NoAnswer.Refused, Failed(reading).Why);
    }

    [Fact]
    public async Task An_answer_without_the_record_is_malformed()
    {
        using var server = Bound();
        var reading = FailAsync(server, Generous);
        await AnswerAsync(server, static query => query);
        Assert.Equal(NoAnswer.Malformed, (await reading).Why);
    }

    [Fact]
    public async Task An_answer_that_announces_more_than_it_has_is_malformed()
    {
        using var server = Bound();
        var reading = FailAsync(server, Generous);
        await AnswerAsync(
            server,
            static query =>
            {
                query[7] = 9;
                return query;
            }
        );
        Assert.Equal(NoAnswer.Malformed, (await reading).Why);
    }

    [Fact]
    public async Task An_answer_with_another_id_or_question_does_not_count()
    {
        using var server = Bound();
        var reading = FailAsync(server, TimeSpan.FromMilliseconds(300), tries: 1);
        var from = await AnswerAsync(
            server,
            static query =>
            {
                query[1] ^= 1;
                return query;
            }
        );
        await server.SendToAsync(QueryBytes.Of("other.test", 16), from);
        Assert.Equal(NoAnswer.Timeout, (await reading).Why);
    }

    [Fact]
    public async Task Addresses_are_read_again_and_again_over_one_socket()
    {
        await using var dns = await LoopbackDns.StartAsync();
        using var query = new DnsQuery(dns.Address, "api.eu.example.test", Family.V4);
        for (var i = 0; i < 200; i++)
        {
            var answered = Assert.IsType<AddressReading.Answered>(await query.AskAsync(Generous, default));
            Assert.Equal((Rcode.NoError, 3), (answered.Code, answered.Addresses.Count));
        }
    }

    [Fact]
    public async Task IPv6_addresses_are_read()
    {
        await using var dns = await LoopbackDns.StartAsync(DnsWorld.Snapshot(1, ("www/gra/v6", 0)));
        using var query = new DnsQuery(dns.Address, "www.example.test", Family.V6);
        var answered = Assert.IsType<AddressReading.Answered>(await query.AskAsync(Generous, default));
        Assert.Equal([IPAddress.Parse("2001:db8::3")], answered.Addresses);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_an_answer_without_addresses()
    {
        await using var dns = await LoopbackDns.StartAsync();
        using var query = new DnsQuery(dns.Address, "no.example.test", Family.V4);
        Assert.Equal(new AddressReading.Answered(Rcode.NameError, []), await query.AskAsync(Generous, default));
    }

    [Fact]
    public async Task A_poll_survives_a_server_that_goes_and_comes_back()
    {
        var dns = await LoopbackDns.StartAsync();
        var address = dns.Address;
        using var query = new DnsQuery(address, "www.example.test", Family.V4);
        Assert.IsType<AddressReading.Answered>(await query.AskAsync(Generous, default));
        await dns.DisposeAsync();
        Assert.Equal(new AddressReading.Failed(NoAnswer.Unreachable), await query.AskAsync(Generous, default));
        var settings = new FailoverCtl.Dns.Serving.ServerSettings(dns.Zone, TimeProvider.System);
        Assert.True(FailoverCtl.Dns.Serving.UdpServer.TryStart(address, settings, out var again, out _));
        using (again)
        {
            Assert.IsType<AddressReading.Answered>(await query.AskAsync(Generous, default));
        }
    }

    [Fact]
    public async Task A_cancelled_question_is_cancelled()
    {
        using var silent = Bound();
        using var cancel = new CancellationTokenSource();
        var asking = new EpochQuery("example.test", Generous, 2).AskAsync(
            (IPEndPoint)silent.LocalEndPoint!,
            cancel.Token
        );
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public void The_epoch_text_is_read_as_it_is_written()
    {
        Assert.True(EpochText.TryParse(EpochText.Write(7, "demo", new('a', 64)), out var text));
        Assert.Equal(new(7, "demo", new('a', 12)), text);
        Assert.True(EpochText.TryParse(EpochText.Write(7, "demo", new('a', 64), reflex: 3), out text));
        Assert.Equal(new(7, "demo", new('a', 12), 3), text);
        Assert.False(EpochText.TryParse("epoch=-7 cluster=demo topology=a", out _));
        Assert.True(EpochText.TryParse("epoch=1000000000000 cluster=demo topology=a", out _));
        Assert.False(EpochText.TryParse("epoch=1000000000001 cluster=demo topology=a", out _));
        Assert.False(EpochText.TryParse("epoch=7 cluster=demo topology=a reflex=", out _));
        Assert.False(EpochText.TryParse("epoch=7 cluster=demo topology=a reflex=1 more", out _));
        Assert.False(EpochText.TryParse("v=spf1 -all", out _));
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private static async Task<EpochReading.Failed> FailAsync(Socket server, TimeSpan timeout, int tries = 2) =>
        Failed(
            await new EpochQuery("example.test", timeout, tries).AskAsync((IPEndPoint)server.LocalEndPoint!, default)
        );

    private static EpochReading.Failed Failed(EpochReading reading) => Assert.IsType<EpochReading.Failed>(reading);

    /// <summary>Answers one query with what is made of it, QR set.</summary>
    private static async Task<EndPoint> AnswerAsync(Socket server, Func<byte[], byte[]> answer)
    {
        var buffer = new byte[512];
        var received = await server.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
        var reply = answer(buffer[..received.ReceivedBytes]);
        reply[2] |= 0x80;
        await server.SendToAsync(reply, received.RemoteEndPoint);
        return received.RemoteEndPoint;
    }
}
