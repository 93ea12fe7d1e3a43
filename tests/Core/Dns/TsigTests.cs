using System.Buffers.Binary;
using FailoverCtl.Dns.Answering;
using FailoverCtl.Dns.Signing;
using Xunit;

namespace FailoverCtl.Tests.Core.Dns;

/// <summary>RFC 8945. Whether another implementation agrees is tested in tests/Adapters/Dns.</summary>
public class TsigTests
{
    private const int A = 1;
    private const int NotAuth = 9;

    private static readonly byte[] Www = QueryBytes.Of("www.example.test", A);

    [Fact]
    public void A_well_signed_query_gets_its_answer_signed_with_the_same_key()
    {
        var query = SignedQuery.Of(Www);
        var answer = Assert.Single(SignedQuery.Ask(query, transport: Transport.Udp));
        Assert.Equal((0, 1), (ReadReply.Parse(answer).Code, ReadReply.Parse(answer).Answers.Count()));
        var seen = SignedQuery.Seen(answer);
        Assert.Equal(TsigError.None, seen.Error);
        Assert.Equal(
            SignedQuery.Expected(answer, SignedQuery.Seen(query).Mac, first: true, SecondaryWorld.Key),
            seen.Mac
        );
    }

    [Fact]
    public void A_key_that_is_not_held_is_BADKEY_unsigned()
    {
        var answer = Refusal(
            SignedQuery.Ask(SignedQuery.Of(Www, SecondaryWorld.Stranger), keys: new([SecondaryWorld.Key]))
        );
        Assert.Equal((TsigError.BadKey, 0), (answer.Error, answer.Mac.Length));
    }

    [Fact]
    public void A_server_without_keys_says_BADKEY() =>
        Assert.Equal(TsigError.BadKey, Refusal(SignedQuery.Ask(SignedQuery.Of(Www), keys: TsigKeyRing.Empty)).Error);

    [Fact]
    public void Another_secret_under_the_same_name_is_BADSIG_unsigned()
    {
        var forged = new TsigKey(SecondaryWorld.Key.Name, "another secret, another secret"u8);
        var answer = Refusal(SignedQuery.Ask(SignedQuery.Of(Www, forged)));
        Assert.Equal((TsigError.BadSignature, 0), (answer.Error, answer.Mac.Length));
    }

    [Fact]
    public void Any_changed_byte_of_a_signed_query_makes_it_bad()
    {
        var query = SignedQuery.Of(Www);
        // Behind the id, which may change on the way; what breaks the shape is FORMERR, and a response is dropped.
        for (var i = 12; i < query.Length; i++)
        {
            var changed = query.ToArray();
            changed[i] ^= 0x01;
            var code = ReadReply.Parse(SignedQuery.Ask(changed, transport: Transport.Udp)[0]).Code;
            Assert.True(code is NotAuth or 1, $"byte {i} changed: code {code}");
        }
    }

    [Theory]
    [InlineData(301)]
    [InlineData(-301)]
    public void Clocks_that_differ_by_more_than_the_fudge_are_BADTIME_signed_with_the_own_time(int off)
    {
        var query = SignedQuery.Of(Www, at: SecondaryWorld.Now + off);
        var bytes = Assert.Single(SignedQuery.Ask(query));
        var answer = Refusal([bytes]);
        Assert.Equal((TsigError.BadTime, SecondaryWorld.Now + off), (answer.Error, answer.TimeSeconds));
        Assert.Equal(SecondaryWorld.Now, BinaryPrimitives.ReadUInt32BigEndian(answer.Other.AsSpan(2)));
        Assert.Equal(
            SignedQuery.Expected(bytes, SignedQuery.Seen(query).Mac, first: true, SecondaryWorld.Key),
            answer.Mac
        );
    }

    [Theory]
    [InlineData(300)]
    [InlineData(-300)]
    public void Clocks_within_the_fudge_are_good(int off) =>
        Assert.Equal(0, ReadReply.Parse(SignedQuery.Ask(SignedQuery.Of(Www, at: SecondaryWorld.Now + off))[0]).Code);

    [Theory]
    [InlineData(16, NotAuth)]
    [InlineData(31, NotAuth)]
    [InlineData(15, 1)]
    [InlineData(0, 1)]
    public void A_MAC_that_is_cut_short_is_not_accepted(int bytes, int code)
    {
        var whole = SignedQuery.Of(Www);
        // Behind the MAC: original id, error, other length.
        var macAt = whole.Length - 6 - SignedQuery.MacBytes;
        byte[] cut = [.. whole[..(macAt + bytes)], .. whole[^6..]];
        var at = SignedQuery.Seen(whole).At + SecondaryWorld.Key.Name.Length + 2;
        BinaryPrimitives.WriteUInt16BigEndian(cut.AsSpan(at + 8), (ushort)(cut.Length - at - 10));
        BinaryPrimitives.WriteUInt16BigEndian(cut.AsSpan(macAt - 2), (ushort)bytes);
        var answer = SignedQuery.Ask(cut)[0];
        Assert.Equal(code, ReadReply.Parse(answer).Code);
        if (code == NotAuth)
        {
            Assert.Equal(TsigError.BadTruncation, SignedQuery.Seen(answer).Error);
        }
    }

    [Fact]
    public void A_signed_answer_stays_within_what_the_asker_can_take()
    {
        var zone = DnsWorld.Snapshot(ManyAddresses.Topology(100), DnsWorld.Entry(1));
        var answer = SignedQuery.Ask(SignedQuery.Of(QueryBytes.Of("many.example.test", A)), zone, Transport.Udp)[0];
        Assert.InRange(answer.Length, 12, 512);
        Assert.True(ReadReply.Parse(answer).Truncated);
        Assert.Equal(TsigError.None, SignedQuery.Seen(answer).Error);
    }

    [Fact]
    public void A_key_never_prints_its_secret() => Assert.Equal("other.example.net", SecondaryWorld.Key.ToString());

    private static TsigSeen Refusal(List<byte[]> answer)
    {
        Assert.Equal(NotAuth, ReadReply.Parse(Assert.Single(answer)).Code);
        return SignedQuery.Seen(answer[0]);
    }
}
