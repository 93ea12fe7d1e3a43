using FailoverCtl.Dns.Limiting;
using FailoverCtl.Tests.Core.Dns;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Dns;

/// <summary>Rate limits over real sockets; the arithmetic is tested in tests/Core/Dns.</summary>
public class RateLimitTests
{
    /// <summary>A burst of 5, then next to nothing, the loopback too.</summary>
    private static readonly RateLimits Few = new(1, 1, 1, 5_000, 1, 64) { Exempt = [] };

    private static readonly byte[] Www = QueryBytes.Of("www.example.test", 1);

    [Fact]
    public async Task A_limited_client_is_sent_to_TCP_and_answered_there()
    {
        await using var dns = await LoopbackDns.StartAsync(rates: Few);
        using var asker = dns.Asker();
        var replies = Enumerable.Range(0, 20).Select(_ => ReadReply.Parse(LoopbackDns.Ask(asker, Www))).ToList();
        Assert.InRange(replies.Count(r => !r.Truncated), 5, 7);
        Assert.All(replies.Where(r => r.Truncated), r => Assert.Equal((0, Www.Length), (r.Records.Count, r.Length)));
        Assert.Equal(replies.Count(r => r.Truncated), dns.Listener.Udp.Counters.Slipped);

        using var tcp = await dns.ConnectAsync();
        await tcp.SendAsync((byte[])[.. QueryBytes.UInt16(Www.Length), .. Www]);
        var buffer = new byte[512];
        Assert.True(await tcp.ReceiveAsync(buffer) > Www.Length);
    }

    [Fact]
    public async Task Errors_over_the_limit_are_not_sent_and_counted()
    {
        await using var dns = await LoopbackDns.StartAsync(rates: Few);
        using var asker = dns.Asker();
        var refused = QueryBytes.Of("www.example.com", 1);
        for (var i = 0; i < 20; i++)
        {
            asker.Send(refused);
        }

        await Eventually.True(() => dns.Listener.Udp.Counters.Queries == 20);
        Assert.InRange(dns.Listener.Udp.Counters.Limited, 13, 15);
        Assert.Equal(0, dns.Listener.Udp.Counters.Slipped);
    }

    [Fact]
    public async Task Who_holds_a_key_is_not_limited()
    {
        await using var dns = await LoopbackDns.StartAsync(
            SecondaryWorld.Snapshot(7),
            keys: SecondaryWorld.Ring,
            rates: Few
        );
        using var asker = dns.Asker();
        for (var i = 0; i < 20; i++)
        {
            var query = SignedQuery.Of(Www, at: DateTimeOffset.UtcNow.ToUnixTimeSeconds());
            Assert.False(ReadReply.Parse(LoopbackDns.Ask(asker, query)).Truncated);
        }

        Assert.Equal(0, dns.Listener.Udp.Counters.Slipped);
    }
}
