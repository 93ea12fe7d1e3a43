using System.Buffers.Binary;
using FailoverCtl.Dns.Answering;
using FailoverCtl.Dns.Transferring;
using FailoverCtl.Domain.Collections;
using Xunit;

namespace FailoverCtl.Tests.Core.Dns;

/// <summary>RFC 5936, RFC 1995, RFC 1982: who gets the zone, and what is in it.</summary>
public class TransferTests
{
    private const int A = 1;
    private const int Ns = 2;
    private const int Soa = 6;

    private static readonly byte[] Axfr = QueryBytes.Of(DnsWorld.Zone, 252);

    [Fact]
    public void A_transfer_has_every_record_once_between_two_equal_SOAs()
    {
        var records = Records(SignedQuery.Ask(SignedQuery.Of(Axfr)));
        Assert.Equal((Soa, Soa), (records[0].Type, records[^1].Type));
        Assert.Equal(records[0].Data, records[^1].Data);
        var inner = records[1..^1].Select(r => $"{r.Owner} {r.Type} {Convert.ToHexString(r.Data)}").ToList();
        Assert.Equal(inner.Count, inner.Distinct().Count());
        Assert.DoesNotContain(records[1..^1], r => r.Type == Soa);
        // 4 name servers (one secondary among them), 2 of their addresses, the epoch, 3 + 2 + 3 + 3 addresses of services.
        Assert.Equal(4 + 2 + 1 + 11, inner.Count);
    }

    [Fact]
    public void A_name_gets_all_its_addresses_that_have_a_weight()
    {
        var zone = DnsWorld.Snapshot(SecondaryWorld.Topology, DnsWorld.Entry(7, ("www/lim/v4", 0)));
        var addresses = Records(SignedQuery.Ask(SignedQuery.Of(Axfr), zone))
            .Where(r => r.Owner == "www.example.test" && r.Type == A)
            .Select(r => r.Address);
        Assert.Equal(["192.0.2.1", "192.0.2.3"], addresses.Order());
    }

    [Fact]
    public void A_secondary_with_a_name_is_a_name_server_and_a_hidden_one_is_not()
    {
        var names = Records(SignedQuery.Ask(SignedQuery.Of(Axfr)))
            .Where(r => r.Type == Ns)
            .Select(r =>
            {
                var at = 0;
                return ReadReply.Name(r.Data, ref at);
            });
        Assert.Contains("ns.other.test", names);
    }

    [Fact]
    public void Every_message_of_a_long_transfer_is_signed_and_bound_to_the_one_before()
    {
        var zone = DnsWorld.Snapshot(SecondaryWorld.With("198.51.100.99:53", ManyNames(1_500)), DnsWorld.Entry(7));
        var query = SignedQuery.Of(Axfr);
        var messages = SignedQuery.Ask(query, zone);
        Assert.InRange(messages.Count, 3, 10);
        var prior = SignedQuery.Seen(query).Mac;
        foreach (var message in messages)
        {
            var seen = SignedQuery.Seen(message);
            Assert.Equal(
                SignedQuery.Expected(message, prior, ReferenceEquals(message, messages[0]), SecondaryWorld.Key),
                seen.Mac
            );
            prior = seen.Mac;
        }

        Assert.Equal(
            1_500 * 3,
            Records(messages).Count(r => r.Type == A && r.Owner.StartsWith('n') && r.Owner.Length > 20)
        );
        Assert.All(messages.Skip(1), m => Assert.Equal("", ReadReply.Parse(m).Question));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void IXFR_from_the_serial_in_force_or_a_newer_one_gets_the_SOA_alone(uint known) =>
        Assert.Equal([Soa], Records(SignedQuery.Ask(SignedQuery.Of(SignedQuery.Ixfr(known)))).Select(r => r.Type));

    [Theory]
    [InlineData(6)]
    [InlineData(4_000_000_000)]
    public void IXFR_from_an_older_serial_gets_the_whole_zone(uint known) =>
        Assert.Equal(
            Records(SignedQuery.Ask(SignedQuery.Of(Axfr))).Select(r => r.Owner),
            Records(SignedQuery.Ask(SignedQuery.Of(SignedQuery.Ixfr(known)))).Select(r => r.Owner)
        );

    [Fact]
    public void IXFR_over_UDP_gets_the_SOA_alone_and_AXFR_is_refused()
    {
        var ixfr = SignedQuery.Ask(SignedQuery.Of(SignedQuery.Ixfr(3)), transport: Transport.Udp);
        Assert.Equal([Soa], Records(ixfr).Select(r => r.Type));
        Assert.Equal(5, Code(SignedQuery.Ask(SignedQuery.Of(Axfr), transport: Transport.Udp)));
    }

    [Fact]
    public void IXFR_without_a_serial_is_FORMERR() =>
        Assert.Equal(1, Code(SignedQuery.Ask(SignedQuery.Of(QueryBytes.Of(DnsWorld.Zone, 251)))));

    [Fact]
    public void A_key_that_no_secondary_is_declared_with_is_refused() =>
        Assert.Equal(5, Code(SignedQuery.Ask(SignedQuery.Of(Axfr, SecondaryWorld.Stranger))));

    [Fact]
    public void A_topology_without_secondaries_gives_its_zone_to_nobody() =>
        Assert.Equal(5, Code(SignedQuery.Ask(SignedQuery.Of(Axfr), DnsWorld.Snapshot())));

    [Theory]
    [InlineData("www.example.test")]
    [InlineData("example.com")]
    public void What_is_not_the_zone_is_NOTAUTH(string name) =>
        Assert.Equal(9, Code(SignedQuery.Ask(SignedQuery.Of(QueryBytes.Of(name, 252)))));

    [Theory]
    [InlineData(2, 1, true)]
    [InlineData(1, 1, false)]
    [InlineData(1, 2, false)]
    [InlineData(0, uint.MaxValue, true)]
    [InlineData(uint.MaxValue, 0, false)]
    [InlineData(0x8000_0000, 0, false)]
    [InlineData(0x7FFF_FFFF, 0, true)]
    public void A_serial_is_newer_in_the_circle(uint serial, uint than, bool newer) =>
        Assert.Equal(newer, SerialNumber.IsNewer(serial, than));

    [Fact]
    public void The_serial_rises_with_every_epoch_also_over_the_end_of_its_range()
    {
        foreach (var epoch in new[] { 1, 4_294_967_295, 4_294_967_296, 8_589_934_591 })
        {
            Assert.True(SerialNumber.IsNewer(DnsWorld.Snapshot(epoch + 1).Serial, DnsWorld.Snapshot(epoch).Serial));
        }
    }

    [Fact]
    public void The_serial_answered_is_that_of_the_snapshot()
    {
        var soa = Records(SignedQuery.Ask(SignedQuery.Of(Axfr), SecondaryWorld.Snapshot(4_294_967_300)))[0];
        Assert.Equal(4u, BinaryPrimitives.ReadUInt32BigEndian(soa.Data.AsSpan(soa.Data.Length - 20)));
    }

    private static Domain.Topology.Topology ManyNames(int count) =>
        DnsWorld.Topology with
        {
            Services = Enumerable
                .Range(0, count)
                .Select(i =>
                    DnsWorld.Service(
                        $"n{i}",
                        $"n{i}.somewhere.example.test",
                        Domain.Topology.AnswerPolicy.One,
                        $"10.{i / 250}.{i % 250}",
                        null
                    )
                )
                .ToSortedMap(s => s.Id),
        };

    private static List<ReadRecord> Records(List<byte[]> messages) =>
        [.. messages.SelectMany(m => ReadReply.Parse(m).Answers)];

    private static int Code(List<byte[]> answer) => ReadReply.Parse(Assert.Single(answer)).Code;
}
