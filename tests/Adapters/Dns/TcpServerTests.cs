using System.Net;
using System.Net.Sockets;
using FailoverCtl.Dns.Serving;
using FailoverCtl.Tests.Core.Dns;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Dns;

public class TcpServerTests
{
    private static readonly byte[] Www = Prefixed(QueryBytes.Of("www.example.test", 1));

    [Fact]
    public async Task Queries_in_one_segment_are_answered_in_order()
    {
        await using var dns = await LoopbackDns.StartAsync();
        using var asker = await dns.ConnectAsync();
        var second = Prefixed(QueryBytes.Of("no.example.test", 1));
        await asker.SendAsync((byte[])[.. Www, .. second, .. Www]);
        Assert.Equal(
            [0, 3, 0],
            new[] { await ReadAsync(asker), await ReadAsync(asker), await ReadAsync(asker) }.Select(m => m![3] & 0xF)
        );
    }

    [Fact]
    public async Task A_query_that_comes_byte_by_byte_is_answered()
    {
        await using var dns = await LoopbackDns.StartAsync();
        using var asker = await dns.ConnectAsync();
        asker.NoDelay = true;
        foreach (var b in Www)
        {
            await asker.SendAsync(new[] { b });
        }

        Assert.NotNull(await ReadAsync(asker));
    }

    [Fact]
    public async Task An_idle_connection_is_closed()
    {
        await using var dns = await LoopbackDns.StartAsync(limits: TcpLimits.Default with { IdleMilliseconds = 50 });
        using var asker = await dns.ConnectAsync();
        Assert.Null(await ReadAsync(asker));
    }

    [Fact]
    public async Task A_busy_connection_ends_with_its_lifetime()
    {
        await using var dns = await LoopbackDns.StartAsync(
            limits: TcpLimits.Default with
            {
                LifetimeMilliseconds = 1_000,
            }
        );
        using var asker = await dns.ConnectAsync();
        var answered = 0;
        while (await TryAskAsync(asker))
        {
            answered++;
        }

        Assert.NotEqual(0, answered);
    }

    [Fact]
    public async Task A_query_longer_than_the_bound_closes_the_connection()
    {
        await using var dns = await LoopbackDns.StartAsync();
        using var asker = await dns.ConnectAsync();
        await asker.SendAsync(new byte[] { 0xFF, 0xFF, 1, 2, 3 });
        Assert.Null(await ReadAsync(asker));
    }

    [Fact]
    public async Task Connections_over_the_bound_are_closed_and_a_freed_place_is_used_again()
    {
        await using var dns = await LoopbackDns.StartAsync(limits: TcpLimits.Default with { Connections = 2 });
        var first = await dns.ConnectAsync();
        using var second = await dns.ConnectAsync();
        Assert.True(await TryAskAsync(first));
        Assert.True(await TryAskAsync(second));
        using (var third = await dns.ConnectAsync())
        {
            Assert.False(await TryAskAsync(third));
        }

        Assert.Equal(1, dns.Listener.Tcp.Counters.RefusedConnections);
        first.Dispose();
        await Eventually.True(() => dns.Listener.Tcp.Open == 1);
        using var fourth = await dns.ConnectAsync();
        Assert.True(await TryAskAsync(fourth));
    }

    [Fact]
    public async Task One_address_does_not_get_all_places()
    {
        await using var dns = await LoopbackDns.StartAsync(
            limits: TcpLimits.Default with
            {
                Connections = 8,
                PerClient = 2,
            }
        );
        using var first = await dns.ConnectAsync();
        using var second = await dns.ConnectAsync();
        Assert.True(await TryAskAsync(first) && await TryAskAsync(second));
        using var third = await dns.ConnectAsync();
        Assert.False(await TryAskAsync(third));
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.9"), 0));
        await other.ConnectAsync(dns.Address);
        Assert.True(await TryAskAsync(other));
    }

    [Fact]
    public async Task Stopping_closes_open_connections()
    {
        var dns = await LoopbackDns.StartAsync();
        using var asker = await dns.ConnectAsync();
        Assert.True(await TryAskAsync(asker));
        await dns.DisposeAsync();
        Assert.Equal(0, dns.Listener.Tcp.Open);
        Assert.False(await TryAskAsync(asker));
    }

    private static byte[] Prefixed(byte[] query) => [.. QueryBytes.UInt16(query.Length), .. query];

    private static async Task<bool> TryAskAsync(Socket asker)
    {
        try
        {
            await asker.SendAsync(Www);
            return await ReadAsync(asker) is not null;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <returns>Null: the server closed.</returns>
    private static async Task<byte[]?> ReadAsync(Socket asker)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            using var stream = new NetworkStream(asker);
            var prefix = new byte[2];
            await stream.ReadExactlyAsync(prefix, limit.Token);
            var message = new byte[(prefix[0] << 8) | prefix[1]];
            await stream.ReadExactlyAsync(message, limit.Token);
            return message;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
