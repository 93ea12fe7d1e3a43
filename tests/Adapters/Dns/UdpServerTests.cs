using System.Net;
using System.Net.Sockets;
using FailoverCtl.Dns.Serving;
using FailoverCtl.Dns.Wire;
using FailoverCtl.Tests.Core.Dns;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Dns;

public class UdpServerTests
{
    private static readonly byte[] Www = QueryBytes.Of("www.example.test", 1);

    [Fact]
    public async Task Malformed_packets_do_not_end_the_loop()
    {
        await using var dns = await LoopbackDns.StartAsync();
        using var asker = dns.Asker();
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var junk = new byte[random.Next(0, 3_000)];
            random.NextBytes(junk);
            asker.Send(junk);
        }

        Assert.True(await AnswersAsync(dns));
        Assert.Equal(0, dns.Listener.Udp.Counters.Faults);
    }

    [Fact]
    public async Task Askers_that_are_gone_do_not_end_the_loop()
    {
        await using var dns = await LoopbackDns.StartAsync();
        for (var i = 0; i < 300; i++)
        {
            using var asker = dns.Asker();
            asker.Send(Www);
        }

        Assert.True(await AnswersAsync(dns));
    }

    [Fact]
    public async Task Queries_and_answers_are_counted_by_code()
    {
        await using var dns = await LoopbackDns.StartAsync();
        using var asker = dns.Asker();
        byte[] response = [.. Www];
        response[2] |= 0x80;
        asker.Send(response);
        LoopbackDns.Ask(asker, Www);
        LoopbackDns.Ask(asker, QueryBytes.Of("no.example.test", 1));
        LoopbackDns.Ask(asker, QueryBytes.WithEdns("www.example.test", 1, 512, version: 3));
        var counters = dns.Listener.Udp.Counters;
        Assert.Equal((4, 1, 0), (counters.Queries, counters.Dropped, counters.SendFailures));
        Assert.Equal(
            (1, 1, 1),
            (counters.Answers(Rcode.NoError), counters.Answers(Rcode.NameError), counters.Answers(Rcode.BadVersion))
        );
    }

    [Fact]
    public async Task IPv6_is_served()
    {
        await using var dns = await LoopbackDns.StartAsync(address: IPAddress.IPv6Loopback);
        Assert.True(await AnswersAsync(dns));
    }

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.9")]
    [InlineData("::", "::1")]
    public async Task On_a_wildcard_address_the_answer_comes_from_the_address_asked(string bound, string asked)
    {
        await using var dns = await LoopbackDns.StartAsync(address: IPAddress.Parse(bound));
        using var asker = dns.Asker(IPAddress.Parse(asked));
        Assert.Equal(0, LoopbackDns.Ask(asker, Www)[3] & 0xF);
    }

    [Fact]
    public async Task An_address_in_use_is_a_value_that_names_it()
    {
        await using var dns = await LoopbackDns.StartAsync();
        Assert.False(UdpServer.TryStart(dns.Address, new(dns.Zone, TimeProvider.System), out _, out var failure));
        Assert.Equal(SocketError.AddressAlreadyInUse, failure.Error);
        Assert.Contains(dns.Address.ToString(), failure.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_published_is_not_answered()
    {
        var zone = new PublishedZone();
        var settings = new ServerSettings(zone, TimeProvider.System);
        Assert.True(UdpServer.TryStart(new(IPAddress.Loopback, 0), settings, out var server, out _));
        using (server)
        {
            using var asker = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            asker.ReceiveTimeout = 5_000;
            await asker.ConnectAsync(server.LocalAddress);
            asker.Send(Www);
            await Eventually.True(() => server.Counters.Dropped == 1);
            zone.Publish(DnsWorld.Snapshot());
            LoopbackDns.Ask(asker, Www);
            Assert.Equal(1, server.Counters.Answers(Rcode.NoError));
        }
    }

    [Fact]
    public async Task A_swap_of_the_snapshot_under_load_never_gives_an_empty_or_mixed_answer()
    {
        // Even epochs answer only .1, odd ones only .2; an answer with anything else is a mixture.
        var snapshots = new[]
        {
            DnsWorld.Snapshot(2, ("v4/lim/v4", 0), ("v4/sbg/v4", 0)),
            DnsWorld.Snapshot(3, ("v4/gra/v4", 0), ("v4/sbg/v4", 0)),
        };
        await using var dns = await LoopbackDns.StartAsync(snapshots[0]);
        using var stop = new CancellationTokenSource();
        var swaps = 0;
        var swapping = Task.Run(() =>
        {
            for (; !stop.IsCancellationRequested; swaps++)
            {
                dns.Zone.Publish(snapshots[swaps % 2]);
                Thread.Yield();
            }
        });
        using var asker = dns.Asker();
        var seen = new SortedSet<byte>();
        var query = QueryBytes.Of("v4.example.test", 1);
        for (var i = 0; i < 5_000 || (seen.Count < 2 && i < 500_000); i++)
        {
            var answer = LoopbackDns.Ask(asker, query);
            Assert.Equal((query.Length + 16, 0, 1), (answer.Length, answer[3] & 0xF, answer[7]));
            seen.Add(answer[^1]);
        }

        await stop.CancelAsync();
        await swapping;
        Assert.Equal([1, 2], seen);
    }

    private static async Task<bool> AnswersAsync(LoopbackDns dns)
    {
        // The flood before may have filled a buffer: UDP may lose some, not all.
        using var asker = dns.Asker();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var buffer = new byte[512];
        while (true)
        {
            await asker.SendAsync(Www, limit.Token);
            using var once = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
            once.CancelAfter(TimeSpan.FromSeconds(1));
            try
            {
                return await asker.ReceiveAsync(buffer, once.Token) > Www.Length;
            }
            catch (OperationCanceledException) when (!limit.IsCancellationRequested) { }
        }
    }
}
