using System.Buffers.Binary;
using System.Net;
using FailoverCtl.Dns.Answering;
using FailoverCtl.Dns.Limiting;
using Xunit;

namespace FailoverCtl.Tests.Core.Dns;

public class RateLimiterTests
{
    /// <summary>10 answers per second, bursts of 20.</summary>
    private static readonly RateLimits Limits = new(10, 5, 2, 2_000, 1, 1_024);

    private readonly RateLimiter _limiter = new(Limits, 12_345);

    [Fact]
    public void A_quiet_client_may_burst_and_then_gets_its_rate()
    {
        Assert.Equal(20, Sent("192.0.2.1", at: 0, asked: 100));
        Assert.Equal(1, Sent("192.0.2.1", at: 100, asked: 100));
        Assert.Equal(9, Sent("192.0.2.1", at: 1_000, asked: 100));
        Assert.Equal(20, Sent("192.0.2.1", at: 60_000, asked: 100));
    }

    [Fact]
    public void Over_an_hour_of_flood_the_rate_is_met_to_the_answer()
    {
        var sent = 0;
        for (var ms = 0; ms < 3_600_000; ms += 10)
        {
            sent += Sent("192.0.2.1", ms, asked: 1);
        }

        Assert.InRange(sent, 36_000 + 18, 36_000 + 20);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.254", true)]
    [InlineData("192.0.2.1", "192.0.3.1", false)]
    [InlineData("2001:db8:0:aa00::1", "2001:db8:0:aaff:ffff::1", true)]
    [InlineData("2001:db8:0:aa00::1", "2001:db8:0:ab00::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.77", true)]
    [InlineData("192.0.2.1", "c000:200::", false)]
    public void A_client_is_a_network(string one, string other, bool shared)
    {
        Sent(one, 0, 100);
        Assert.Equal(shared ? 0 : 20, Sent(other, 0, 100));
    }

    [Fact]
    public void Kinds_of_answers_are_counted_apart()
    {
        Assert.Equal(20, Sent("192.0.2.1", 0, 100, ReplyKind.Data));
        Assert.Equal(10, Sent("192.0.2.1", 0, 100, ReplyKind.Negative));
        Assert.Equal(4, Sent("192.0.2.1", 0, 100, ReplyKind.Error));
    }

    [Fact]
    public void What_is_limited_comes_back_over_TCP_and_an_error_not_at_all()
    {
        Sent("192.0.2.1", 0, 20);
        Sent("192.0.2.1", 0, 4, ReplyKind.Error);
        Assert.Equal(RateVerdict.Truncate, Take("192.0.2.1", 0, ReplyKind.Data));
        Assert.Equal(RateVerdict.Drop, Take("192.0.2.1", 0, ReplyKind.Error));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 30)]
    [InlineData(2, 15)]
    [InlineData(3, 10)]
    public void Every_nth_limited_answer_slips(int every, int slipped)
    {
        var limiter = new RateLimiter(Limits with { SlipEvery = every }, 1);
        var verdicts = Enumerable
            .Range(0, 50)
            .Select(_ => limiter.Take(SocketAddress("192.0.2.1"), ReplyKind.Data, 0))
            .ToList();
        Assert.Equal(
            (20, slipped),
            (verdicts.Count(v => v == RateVerdict.Send), verdicts.Count(v => v == RateVerdict.Truncate))
        );
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.0.9")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void The_loopback_is_not_limited(string address) => Assert.Equal(500, Sent(address, 0, 500));

    [Fact]
    public void A_declared_exemption_ends_at_its_last_bit()
    {
        var limiter = new RateLimiter(Limits with { Exempt = [IPNetwork.Parse("198.51.100.64/26")] }, 1);
        foreach (var (address, sent) in new[] { ("198.51.100.65", 50), ("198.51.101.65", 20) })
        {
            Assert.Equal(
                sent,
                Enumerable
                    .Range(0, 50)
                    .Count(_ => limiter.Take(SocketAddress(address), ReplyKind.Data, 0) == RateVerdict.Send)
            );
        }
    }

    [Fact]
    public void A_crowd_of_forged_networks_never_limits_an_innocent_one()
    {
        for (var i = 0; i < 100_000; i++)
        {
            Sent($"10.{i / 65_536}.{i / 256 % 256}.1", at: i / 100, asked: 1);
            if (i % 1_000 == 0)
            {
                Assert.Equal(RateVerdict.Send, Take("192.0.2.1", i / 100, ReplyKind.Data));
            }
        }
    }

    [Fact]
    public void A_flooded_network_stays_limited_among_a_crowd_of_others()
    {
        Sent("192.0.2.1", 0, 20);
        var sent = 0;
        for (var i = 0; i < 10_000; i++)
        {
            // One millisecond each: the flooded one is never the one that was idle longest.
            Sent($"10.{i / 256}.{i % 256}.1", at: i, asked: 1);
            sent += Sent("192.0.2.1", at: i, asked: 10);
        }

        Assert.InRange(sent, 99, 101);
    }

    [Fact]
    public void Milliseconds_that_wrap_give_no_more_than_a_burst()
    {
        Sent("192.0.2.1", uint.MaxValue, 100);
        Assert.Equal(10, Sent("192.0.2.1", (long)uint.MaxValue + 1_000, 100));
    }

    [Fact]
    public void Limiting_allocates_nothing()
    {
        var addresses = Enumerable.Range(0, 1_000).Select(i => SocketAddress($"10.0.{i / 250}.1")).ToArray();
        TakeAll();
        var before = GC.GetAllocatedBytesForCurrentThread();
        TakeAll();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void TakeAll()
        {
            for (var i = 0; i < addresses.Length; i++)
            {
                _limiter.Take(addresses[i], ReplyKind.Data, i);
            }
        }
    }

    [Theory]
    [InlineData("www.example.test", 512)]
    [InlineData("nope.example.test", 1_232)]
    public void A_cut_answer_is_its_question_with_TC_and_no_longer(string name, int edns)
    {
        var query = QueryBytes.WithEdns(name, 1, edns);
        var buffer = new byte[512];
        query.CopyTo(buffer, 0);
        ulong random = 1;
        var whole = Responder.Answer(buffer, query.Length, DnsWorld.Snapshot(), ref random, Transport.Udp);
        var cut = ReplyWriter.Truncate(buffer, whole);
        var read = ReadReply.Parse(buffer[..cut.Length]);
        Assert.Equal((true, 0, false, name), (read.Truncated, read.Code, read.Authoritative, read.Question));
        Assert.Equal((query.Length, 1, 1_232), (cut.Length, read.Records.Count, read.Opt!.Class));
    }

    private int Sent(string address, long at, int asked, ReplyKind kind = ReplyKind.Data)
    {
        var sent = 0;
        for (var i = 0; i < asked; i++)
        {
            sent += Take(address, at, kind) == RateVerdict.Send ? 1 : 0;
        }

        return sent;
    }

    private RateVerdict Take(string address, long at, ReplyKind kind) =>
        _limiter.Take(SocketAddress(address), kind, at);

    /// <summary>As the kernel writes it: sockaddr_in or sockaddr_in6, in 28 bytes.</summary>
    private static byte[] SocketAddress(string text)
    {
        var address = IPAddress.Parse(text);
        var bytes = address.GetAddressBytes();
        var socket = new byte[28];
        BinaryPrimitives.WriteUInt16LittleEndian(socket, bytes.Length == 4 ? (ushort)2 : (ushort)10);
        bytes.CopyTo(socket, bytes.Length == 4 ? 4 : 8);
        return socket;
    }
}
