using FailoverCtl.Dns.Answering;
using Xunit;

namespace FailoverCtl.Tests.Core.Dns;

/// <summary>
/// What a real client notices, point by point, with the RFC that says so. Reading and answering in detail:
/// <see cref="ResponderTests"/>; over real sockets: tests/Adapters/Dns.
/// </summary>
public class ConformanceTests
{
    private const int A = 1;
    private const int Soa = 6;
    private const int HInfo = 13;
    private const int Ds = 43;
    private const int Any = 255;
    private const int Chaos = 3;

    [Fact]
    public void RFC1035_4_1_1_an_answer_has_QR_and_AA_keeps_id_and_RD_and_clears_the_rest()
    {
        var query = QueryBytes.Of("www.example.test", A);
        // AA, TC and RD; RA, Z, AD, CD and an RCODE: none of them is the asker's to set.
        (query[2], query[3]) = (0x07, 0xFF);
        var reply = ReadReply.To(query);
        Assert.Equal((QueryBytes.Id, 0x8500), (reply.Id, reply.Flags));
    }

    [Fact]
    public void RFC1035_4_1_1_a_query_without_RD_gets_none() =>
        Assert.Equal(0x8400, ReadReply.To(With(QueryBytes.Of("www.example.test", A), flags: 0)).Flags);

    [Fact]
    public void RFC1035_4_1_1_a_response_is_dropped_whatever_else_it_is()
    {
        for (var opcode = 0; opcode < 16; opcode++)
        {
            Assert.True(Answer(With(QueryBytes.Of("www.example.test", A), (byte)(0x80 | (opcode << 3)))).IsDrop);
        }
    }

    [Fact]
    public void RFC1035_4_1_1_every_opcode_but_QUERY_is_NOTIMP()
    {
        for (var opcode = 1; opcode < 16; opcode++)
        {
            var reply = ReadReply.To(With(QueryBytes.Of("www.example.test", A), (byte)(opcode << 3)));
            Assert.Equal((4, opcode), (reply.Code, (reply.Flags >> 11) & 0xF));
        }
    }

    [Fact]
    public void RFC9619_a_QUERY_with_two_questions_is_FORMERR()
    {
        byte[] second = [.. QueryBytes.Name("v4.example.test"), 0, 1, 0, 1];
        byte[] query = [.. QueryBytes.Of("www.example.test", A), .. second];
        query[5] = 2;
        Assert.Equal((1, 12), (ReadReply.To(query).Code, ReadReply.To(query).Length));
    }

    [Theory]
    [InlineData("version.bind", 16)]
    [InlineData("hostname.bind", 16)]
    [InlineData("www.example.test", A)]
    public void RFC4892_the_class_CHAOS_is_refused(string name, int type) =>
        Assert.Equal(5, ReadReply.To(QueryBytes.Of(name, type, Chaos)).Code);

    [Fact]
    public void RFC1034_4_3_3_there_is_no_wildcard()
    {
        Assert.Equal(3, ReadReply.To(QueryBytes.Of("*.example.test", A)).Code);
        Assert.Equal(3, ReadReply.To(QueryBytes.Of("anything.example.test", A)).Code);
    }

    [Fact]
    public void RFC8020_a_name_between_zone_and_data_exists_and_what_is_below_it_may_not()
    {
        Assert.Equal(0, ReadReply.To(QueryBytes.Of("eu.example.test", A)).Code);
        Assert.Equal(3, ReadReply.To(QueryBytes.Of("x.eu.example.test", A)).Code);
    }

    [Theory]
    [InlineData("nope.example.test", 3)]
    [InlineData("eu.example.test", 0)]
    public void RFC2308_3_absence_carries_the_SOA_with_the_smaller_TTL_and_AA(string name, int code)
    {
        var reply = ReadReply.To(QueryBytes.Of(name, A));
        var soa = Assert.Single(reply.Records);
        Assert.Equal(
            (code, true, "authority", Soa, "example.test", 30L),
            (reply.Code, reply.Authoritative, soa.Section, soa.Type, soa.Owner, soa.Ttl)
        );
    }

    [Fact]
    public void RFC2308_2_a_refusal_carries_no_SOA() =>
        Assert.Empty(ReadReply.To(QueryBytes.Of("www.example.com", A)).Records);

    [Theory]
    [InlineData(0)]
    [InlineData(99)]
    [InlineData(1_000)]
    [InlineData(65_534)]
    [InlineData(65_535)]
    public void RFC3597_an_unknown_type_is_NODATA_at_a_name_and_NXDOMAIN_at_none(int type)
    {
        Assert.Equal(0, ReadReply.To(QueryBytes.Of("www.example.test", type)).Code);
        Assert.Equal(3, ReadReply.To(QueryBytes.Of("nope.example.test", type)).Code);
    }

    [Fact]
    public void RFC4035_3_1_4_1_the_DS_of_the_zone_itself_is_NODATA_of_the_zone()
    {
        var reply = ReadReply.To(QueryBytes.Of(DnsWorld.Zone, Ds));
        Assert.Equal((0, true, 1), (reply.Code, reply.Authoritative, reply.Authorities.Count()));
    }

    [Fact]
    public void RFC4343_4_1_the_asker_sees_its_own_case_in_every_owner()
    {
        Assert.Equal("WwW.eXaMpLe.TeSt", ReadReply.To(QueryBytes.Of("WwW.eXaMpLe.TeSt", A)).Question);
        Assert.Equal(
            "eXaMpLe.TeSt",
            Assert.Single(ReadReply.To(QueryBytes.Of("nOpE.eXaMpLe.TeSt", A)).Authorities).Owner
        );
    }

    [Fact]
    public void RFC1035_4_1_4_owners_are_pointers_into_the_question()
    {
        var reply = ReadReply.To(QueryBytes.Of("api.eu.example.test", A));
        // Per record: pointer, fixed part, address.
        Assert.Equal(QueryBytes.Of("api.eu.example.test", A).Length + 3 * (2 + 10 + 4), reply.Length);
    }

    [Fact]
    public void RFC1035_2_3_4_a_name_of_255_bytes_inside_the_zone_is_answered_and_a_longer_one_is_FORMERR()
    {
        // 63 + 1 three times, and what is left of 255 beside the zone's 14.
        Assert.Equal(255, QueryBytes.Name(Long(48)).Length);
        Assert.Equal(3, ReadReply.To(QueryBytes.WithEdns(Long(48), A, 512)).Code);
        Assert.Equal(1, ReadReply.To(QueryBytes.WithEdns(Long(49), A, 512)).Code);

        static string Long(int rest) =>
            string.Join('.', [.. Enumerable.Repeat(new string('a', 63), 3), new string('b', rest), DnsWorld.Zone]);
    }

    [Fact]
    public void RFC2181_9_an_answer_that_does_not_fit_is_empty_with_TC_and_whole_over_TCP()
    {
        var query = QueryBytes.Of("many.example.test", A);
        var cut = ReadReply.To(query, ManyAddresses.Snapshot(100));
        Assert.Equal((true, 0, 0), (cut.Truncated, cut.Code, cut.Records.Count));
        var whole = ReadReply.To(query, ManyAddresses.Snapshot(100), Transport.Tcp);
        Assert.Equal((false, 100), (whole.Truncated, whole.Answers.Count()));
    }

    [Theory]
    [InlineData(0, 512)]
    [InlineData(511, 512)]
    [InlineData(512, 512)]
    [InlineData(1_231, 1_231)]
    [InlineData(1_232, 1_232)]
    [InlineData(4_096, 1_232)]
    public void RFC6891_6_2_5_the_asker_size_counts_between_512_and_1232(int size, int limit)
    {
        var lengths = Enumerable
            .Range(1, 100)
            .Select(n => ReadReply.To(QueryBytes.WithEdns("many.example.test", A, size), ManyAddresses.Snapshot(n)))
            .Where(r => !r.Truncated)
            .Select(r => r.Length);
        Assert.InRange(lengths.Max(), limit - 15, limit);
    }

    [Fact]
    public void RFC6891_6_1_1_who_sends_OPT_gets_OPT_and_nobody_else()
    {
        foreach (var name in new[] { "www.example.test", "nope.example.test", "eu.example.test", "example.com" })
        {
            Assert.NotNull(ReadReply.To(QueryBytes.WithEdns(name, A, 1_232)).Opt);
            Assert.Null(ReadReply.To(QueryBytes.Of(name, A)).Opt);
        }
    }

    [Theory]
    [InlineData(1, new byte[0])]
    [InlineData(255, new byte[0])]
    [InlineData(1, new byte[] { 9, 9, 9 })]
    public void RFC6891_6_1_3_another_version_is_BADVERS_whatever_its_options_look_like(byte version, byte[] options)
    {
        var reply = ReadReply.To(QueryBytes.WithEdns("www.example.test", A, 1_232, version, options));
        // The upper eight bits of 16, and version 0.
        Assert.Equal((0, 0x0100_0000L, 0), (reply.Code, reply.Opt!.Ttl, reply.Answers.Count()));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(65_001)]
    public void RFC6891_6_1_2_options_that_are_not_spoken_are_ignored_and_not_echoed(int option)
    {
        byte[] options = [.. QueryBytes.UInt16(option), 0, 4, 0, 1, 0, 0];
        var reply = ReadReply.To(QueryBytes.WithEdns("www.example.test", A, 1_232, 0, options));
        Assert.Equal((0, 1, 0), (reply.Code, reply.Answers.Count(), reply.Opt!.Data.Length));
    }

    [Theory]
    [InlineData(0x80, 0, 0x8000L)]
    [InlineData(0xFF, 0xFF, 0x8000L)]
    [InlineData(0x7F, 0xFF, 0L)]
    public void RFC3225_3_DO_is_copied_and_no_other_EDNS_flag(byte high, byte low, long ttl)
    {
        var query = QueryBytes.WithEdns("www.example.test", A, 1_232);
        (query[^4], query[^3]) = (high, low);
        Assert.Equal(ttl, ReadReply.To(query).Opt!.Ttl);
    }

    [Theory]
    [InlineData("www.example.test")]
    [InlineData("example.test")]
    public void RFC8482_4_2_ANY_is_one_HINFO(string name)
    {
        var record = Assert.Single(ReadReply.To(QueryBytes.Of(name, Any)).Records);
        Assert.Equal(("answer", HInfo, name), (record.Section, record.Type, record.Owner));
    }

    [Fact]
    public void RFC8482_4_1_ANY_of_a_name_that_does_not_exist_is_NXDOMAIN() =>
        Assert.Equal(3, ReadReply.To(QueryBytes.Of("nope.example.test", Any)).Code);

    [Theory]
    [InlineData(251)]
    [InlineData(252)]
    public void RFC5936_5_a_transfer_without_a_signature_is_refused(int type)
    {
        Assert.Equal(5, ReadReply.To(QueryBytes.Of(DnsWorld.Zone, type)).Code);
        Assert.Equal(5, ReadReply.To(QueryBytes.Of(DnsWorld.Zone, type), transport: Transport.Tcp).Code);
    }

    [Fact]
    public void RFC8945_5_1_a_TSIG_record_that_is_not_the_last_one_is_FORMERR()
    {
        byte[] tsig = [1, (byte)'k', 0, 0, 250, 0, 255, 0, 0, 0, 0, 0, 0];
        Assert.Equal(
            1,
            ReadReply.To(QueryBytes.Of("www.example.test", A, 1, [.. tsig, .. QueryBytes.Opt(512)], 2)).Code
        );
        Assert.Equal(1, ReadReply.To(QueryBytes.Of("www.example.test", A, 1, [.. tsig, .. tsig], 2)).Code);
        Assert.Equal(ReplyKind.Signed, Answer(QueryBytes.Of("www.example.test", A, 1, tsig, 1)).Kind);
    }

    private static byte[] With(byte[] query, byte flags)
    {
        query[2] = flags;
        return query;
    }

    private static Reply Answer(byte[] query)
    {
        var buffer = new byte[Responder.BufferBytesMin];
        query.CopyTo(buffer, 0);
        ulong random = 1;
        return Responder.Answer(buffer, query.Length, DnsWorld.Snapshot(), ref random, Transport.Udp);
    }
}
