using System.Buffers.Binary;
using System.Text;
using FailoverCtl.Dns.Answering;
using Xunit;

namespace FailoverCtl.Tests.Core.Dns;

public class ResponderTests
{
    private const int A = 1;
    private const int Ns = 2;
    private const int Soa = 6;
    private const int Txt = 16;
    private const int Aaaa = 28;

    [Fact]
    public void A_known_name_is_answered_with_authority_and_its_own_address_and_TTL()
    {
        var reply = ReadReply.To(
            QueryBytes.Of("v4.example.test", A),
            DnsWorld.Snapshot(7, ("v4/gra/v4", 0), ("v4/lim/v4", 0))
        );
        var record = Assert.Single(reply.Records);
        Assert.Equal(
            ("answer", "v4.example.test", A, 1, 5L),
            (record.Section, record.Owner, record.Type, record.Class, record.Ttl)
        );
        Assert.Equal("203.0.113.3", record.Address);
        // QR, AA, RD copied, RA clear, NOERROR.
        Assert.Equal((QueryBytes.Id, 0x8500), (reply.Id, reply.Flags));
    }

    [Fact]
    public void The_asker_spelling_is_kept_in_question_and_owner()
    {
        var reply = ReadReply.To(QueryBytes.Of("wWw.ExAmPlE.TeSt", A));
        Assert.Equal("wWw.ExAmPlE.TeSt", reply.Question);
        Assert.Equal("wWw.ExAmPlE.TeSt", Assert.Single(reply.Answers).Owner);
    }

    [Fact]
    public void An_IPv6_question_is_answered_from_the_IPv6_weights()
    {
        var zone = DnsWorld.Snapshot(7, ("www/gra/v6", 0));
        Assert.Equal(
            "2001:db8::3",
            Assert.Single(ReadReply.To(QueryBytes.Of("www.example.test", Aaaa), zone).Answers).Address
        );
    }

    [Fact]
    public void The_policy_all_answers_every_address_with_a_weight()
    {
        var zone = DnsWorld.Snapshot(7, ("api/lim/v4", 0));
        var reply = ReadReply.To(QueryBytes.Of("api.eu.example.test", A), zone);
        Assert.Equal(["198.51.100.1", "198.51.100.3"], reply.Answers.Select(a => a.Address).Order());
    }

    [Theory]
    [InlineData("v4.example.test", Aaaa)]
    [InlineData("v4.example.test", 15)]
    [InlineData("v4.example.test", 0)]
    [InlineData("v4.example.test", 65_280)]
    [InlineData("eu.example.test", A)]
    [InlineData("eu.example.test", 255)]
    [InlineData("example.test", A)]
    public void A_name_without_the_type_is_NODATA_with_SOA(string name, int type)
    {
        var reply = ReadReply.To(QueryBytes.Of(name, type));
        Assert.Equal((0, true), (reply.Code, reply.Authoritative));
        Assert.Empty(reply.Answers);
        var soa = Assert.Single(reply.Authorities);
        Assert.Equal((Soa, "example.test", 30L), (soa.Type, soa.Owner, soa.Ttl));
    }

    [Theory]
    [InlineData("nope.example.test")]
    [InlineData("a.www.example.test")]
    [InlineData("a.b.c.d.EXAMPLE.test")]
    [InlineData("u.example.test")]
    public void A_name_that_does_not_exist_is_NXDOMAIN_with_SOA(string name)
    {
        var reply = ReadReply.To(QueryBytes.Of(name, A));
        Assert.Equal((3, true), (reply.Code, reply.Authoritative));
        Assert.Equal(Soa, Assert.Single(reply.Authorities).Type);
    }

    [Theory]
    [InlineData("example.com")]
    [InlineData("test")]
    [InlineData(".")]
    [InlineData("notexample.test")]
    [InlineData("www.example.test.evil.com")]
    public void A_name_outside_the_zone_is_refused_without_authority(string name)
    {
        var reply = ReadReply.To(QueryBytes.Of(name, A));
        Assert.Equal((5, false, name == "." ? "" : name), (reply.Code, reply.Authoritative, reply.Question));
        Assert.Empty(reply.Records);
    }

    [Fact]
    public void A_label_boundary_inside_a_label_is_not_the_zone()
    {
        // One label whose bytes end like the zone's wire form.
        byte[] label = [.. "x"u8, .. QueryBytes.Name("example")[..^1]];
        var reply = ReadReply.To(QueryBytes.OfName([(byte)label.Length, .. label, .. QueryBytes.Name("test")], A));
        Assert.Equal(5, reply.Code);
    }

    [Fact]
    public void The_apex_has_SOA_with_the_epoch_as_serial()
    {
        var soa = Assert.Single(
            ReadReply.To(QueryBytes.Of(DnsWorld.Zone, Soa), DnsWorld.Snapshot(4_294_967_299)).Answers
        );
        var at = 0;
        Assert.Equal("ns1.example.test", ReadReply.Name(soa.Data, ref at));
        Assert.Equal("hostmaster.example.test", ReadReply.Name(soa.Data, ref at));
        Assert.Equal(3u, BinaryPrimitives.ReadUInt32BigEndian(soa.Data.AsSpan(at)));
    }

    [Fact]
    public void The_apex_has_every_name_server_and_those_in_the_zone_have_addresses()
    {
        var names = ReadReply
            .To(QueryBytes.Of(DnsWorld.Zone, Ns))
            .Answers.Select(r =>
            {
                var at = 0;
                return ReadReply.Name(r.Data, ref at);
            });
        Assert.Equal(
            ["ns.elsewhere.test", "ns1.example.test", "ns2.example.test"],
            names.Order(StringComparer.Ordinal)
        );
        Assert.Equal("192.0.2.53", Assert.Single(ReadReply.To(QueryBytes.Of("ns1.example.test", A)).Answers).Address);
        Assert.Equal(
            "2001:db8::53",
            Assert.Single(ReadReply.To(QueryBytes.Of("ns2.example.test", Aaaa)).Answers).Address
        );
    }

    [Fact]
    public void The_epoch_record_says_epoch_cluster_and_topology_and_is_not_cached()
    {
        var txt = Assert.Single(ReadReply.To(QueryBytes.Of("_epoch.example.test", Txt), DnsWorld.Snapshot(12)).Answers);
        Assert.Equal(0, txt.Ttl);
        Assert.Equal(txt.Data.Length - 1, txt.Data[0]);
        Assert.Equal(
            $"epoch=12 cluster=demo topology={DnsWorld.Document.Hash[..12]}",
            Encoding.ASCII.GetString(txt.Data.AsSpan(1))
        );
    }

    [Fact]
    public void ANY_is_answered_with_one_HINFO()
    {
        var record = Assert.Single(ReadReply.To(QueryBytes.Of("www.example.test", 255)).Records);
        Assert.Equal(("answer", 13), (record.Section, record.Type));
        Assert.Equal("\u0007RFC8482\0", Encoding.ASCII.GetString(record.Data));
    }

    [Theory]
    [InlineData(251, 5)]
    [InlineData(252, 5)]
    [InlineData(250, 4)]
    [InlineData(41, 1)]
    public void Transfers_are_refused_and_meta_types_are_not_data(int type, int code) =>
        Assert.Equal(code, ReadReply.To(QueryBytes.Of(DnsWorld.Zone, type)).Code);

    [Theory]
    [InlineData(3)]
    [InlineData(254)]
    [InlineData(255)]
    public void Another_class_is_refused(int @class) =>
        Assert.Equal(5, ReadReply.To(QueryBytes.Of("www.example.test", A, @class)).Code);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(15)]
    public void Another_opcode_is_NOTIMP_with_the_opcode_kept(int opcode)
    {
        var query = QueryBytes.Of("www.example.test", A);
        query[2] = (byte)(opcode << 3);
        var reply = ReadReply.To(query);
        Assert.Equal((4, opcode, 12), (reply.Code, (reply.Flags >> 11) & 0xF, reply.Length));
    }

    [Fact]
    public void A_response_is_dropped()
    {
        var query = QueryBytes.Of("www.example.test", A);
        query[2] |= 0x80;
        Assert.True(Answer(query).IsDrop);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(65_535)]
    public void Any_number_of_questions_but_one_is_FORMERR(int count)
    {
        var query = QueryBytes.Of("www.example.test", A);
        QueryBytes.UInt16(count).CopyTo(query, 4);
        AssertFormatError(query);
    }

    [Fact]
    public void A_packet_truncated_anywhere_is_answered_with_FORMERR_or_dropped_without_a_header()
    {
        var query = QueryBytes.WithEdns("www.example.test", A, 1_232, 0, [0, 10, 0, 2, 1, 2]);
        for (var length = 0; length < query.Length; length++)
        {
            if (length < 12)
            {
                Assert.True(Answer(query[..length]).IsDrop);
            }
            else
            {
                AssertFormatError(query[..length]);
            }
        }
    }

    [Fact]
    public void A_pointer_in_the_question_is_FORMERR() => AssertFormatError(QueryBytes.OfName([0xC0, 12], A));

    [Fact]
    public void An_extended_label_is_FORMERR() => AssertFormatError(QueryBytes.OfName([0x41, 1, 0], A));

    [Fact]
    public void A_name_of_255_bytes_is_read_and_one_more_is_FORMERR()
    {
        // 3 labels of 63 and one of 61: 3 * 64 + 62 + 1 = 255.
        var longest = string.Join('.', Enumerable.Repeat(new string('a', 63), 3)) + "." + new string('b', 61);
        Assert.Equal(5, ReadReply.To(QueryBytes.Of(longest, A)).Code);
        AssertFormatError(QueryBytes.Of(longest + "b", A));
    }

    [Fact]
    public void Bytes_behind_the_last_record_are_FORMERR() =>
        AssertFormatError([.. QueryBytes.Of("www.example.test", A), 0]);

    [Fact]
    public void EDNS_is_answered_with_OPT_of_1232_and_nothing_echoed()
    {
        var reply = ReadReply.To(QueryBytes.WithEdns("www.example.test", A, 4_096, 0, [0, 10, 0, 2, 1, 2]));
        Assert.Equal(("", 1_232, 0L, 0), (reply.Opt!.Owner, reply.Opt.Class, reply.Opt.Ttl, reply.Opt.Data.Length));
        Assert.Single(reply.Answers);
    }

    [Fact]
    public void Without_EDNS_there_is_no_OPT() => Assert.Null(ReadReply.To(QueryBytes.Of("www.example.test", A)).Opt);

    [Fact]
    public void A_refusal_also_carries_OPT() =>
        Assert.NotNull(ReadReply.To(QueryBytes.WithEdns("example.com", A, 1_232)).Opt);

    [Fact]
    public void Another_EDNS_version_is_BADVERS_without_data()
    {
        var reply = ReadReply.To(QueryBytes.WithEdns("www.example.test", A, 1_232, version: 1));
        Assert.Equal((0, 0x0100_0000L), (reply.Code, reply.Opt!.Ttl));
        Assert.Empty(reply.Answers);
    }

    [Fact]
    public void Two_OPT_records_are_FORMERR() =>
        AssertFormatError(QueryBytes.Of("www.example.test", A, 1, [.. QueryBytes.Opt(512), .. QueryBytes.Opt(512)], 2));

    [Fact]
    public void An_OPT_that_the_root_does_not_own_is_FORMERR() =>
        AssertFormatError(QueryBytes.Of("www.example.test", A, 1, [1, (byte)'a', .. QueryBytes.Opt(512)], 1));

    [Theory]
    [InlineData(new byte[] { 0, 10, 0, 3, 1, 2 })]
    [InlineData(new byte[] { 0, 10, 0 })]
    public void An_option_that_does_not_fit_is_FORMERR(byte[] options) =>
        AssertFormatError(QueryBytes.WithEdns("www.example.test", A, 1_232, 0, options));

    [Theory]
    [InlineData(0, 512)]
    [InlineData(100, 512)]
    [InlineData(600, 600)]
    [InlineData(65_535, 1_232)]
    public void An_answer_over_the_UDP_limit_is_cut_to_nothing_with_TC(int edns, int limit)
    {
        var query =
            edns == 0 ? QueryBytes.Of("many.example.test", A) : QueryBytes.WithEdns("many.example.test", A, edns);
        // An answer is the query (OPT included) and 16 bytes per address.
        var fit = (limit - query.Length) / 16;
        var whole = ReadReply.To(query, ManyAddresses.Snapshot(fit));
        Assert.Equal((false, fit), (whole.Truncated, whole.Answers.Count()));
        var cut = ReadReply.To(query, ManyAddresses.Snapshot(fit + 1));
        Assert.Equal((true, 0, query.Length), (cut.Truncated, cut.Answers.Count(), cut.Length));
        var tcp = ReadReply.To(query, ManyAddresses.Snapshot(fit + 1), Transport.Tcp);
        Assert.Equal((false, fit + 1), (tcp.Truncated, tcp.Answers.Count()));
    }

    private static Reply Answer(byte[] query)
    {
        var buffer = new byte[Responder.BufferBytesMin];
        query.CopyTo(buffer, 0);
        ulong random = 1;
        return Responder.Answer(buffer, query.Length, DnsWorld.Snapshot(), ref random, Transport.Udp);
    }

    private static void AssertFormatError(byte[] query)
    {
        var reply = ReadReply.To(query);
        Assert.Equal((1, 12, QueryBytes.Id), (reply.Code, reply.Length, (ushort)reply.Id));
    }
}
