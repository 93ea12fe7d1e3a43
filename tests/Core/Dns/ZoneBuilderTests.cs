using System.Text;
using FailoverCtl.Dns.Zones;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;
using Xunit;

namespace FailoverCtl.Tests.Core.Dns;

public class ZoneBuilderTests
{
    [Fact]
    public void A_snapshot_says_which_steering_it_answers() =>
        Assert.Equal(
            new ZoneIdentity("example.test", "demo", 9, "p9", DnsWorld.Document.Hash),
            DnsWorld.Snapshot(9).Identity
        );

    [Fact]
    public void A_declared_family_whose_weights_are_all_zero_is_refused_by_name_and_family()
    {
        var refusal = Refusal(weights: [("www/gra/v6", 0), ("www/sbg/v6", 0)]);
        Assert.Equal((ZoneRefusalKind.WouldBeEmpty, "www/V6"), (refusal.Kind, refusal.Subject));
        Assert.Contains("epoch 3", refusal.Sentence, StringComparison.Ordinal);
        Assert.Contains("www.example.test", refusal.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void One_address_left_in_each_family_is_enough() =>
        Assert.IsType<ZoneBuild.Built>(
            ZoneBuilder.Build(
                DnsWorld.Topology,
                DnsWorld.Entry(3, ("www/gra/v4", 0), ("www/lim/v4", 0), ("www/gra/v6", 0))
            )
        );

    [Theory]
    [InlineData(-1)]
    [InlineData(10_001)]
    public void A_weight_that_cannot_be_is_refused(int weight) =>
        Assert.Equal(ZoneRefusalKind.BadWeight, Refusal(weights: [("www/gra/v4", weight)]).Kind);

    [Fact]
    public void A_service_outside_the_zone_is_refused() =>
        Assert.Equal(
            ZoneRefusalKind.BadName,
            Refusal(With(DnsWorld.Service("x", "www.example.com", AnswerPolicy.One, "192.0.2", null))).Kind
        );

    [Theory]
    [InlineData("")]
    [InlineData("a..example.test")]
    [InlineData("ä.example.test")]
    [InlineData("a b.example.test")]
    [InlineData("a123456789a123456789a123456789a123456789a123456789a123456789abcd.example.test")]
    public void A_name_that_is_none_is_refused(string name) =>
        Assert.Equal(
            ZoneRefusalKind.BadName,
            Refusal(With(DnsWorld.Service("x", name, AnswerPolicy.One, "192.0.2", null))).Kind
        );

    [Theory]
    [InlineData("www.example.test")]
    [InlineData("WWW.example.test.")]
    [InlineData("ns1.example.test")]
    [InlineData("_epoch.example.test")]
    public void A_name_that_is_taken_is_refused(string name) =>
        Assert.Equal(
            ZoneRefusalKind.NameTwice,
            Refusal(With(DnsWorld.Service("x", name, AnswerPolicy.One, "192.0.2", null))).Kind
        );

    [Theory]
    [InlineData("2001:db8")]
    [InlineData("192.0.2.999")]
    public void An_address_of_another_family_is_refused(string v4) =>
        Assert.Equal(
            ZoneRefusalKind.BadAddress,
            Refusal(With(DnsWorld.Service("x", "x.example.test", AnswerPolicy.One, v4, null))).Kind
        );

    [Fact]
    public void A_zone_without_name_servers_is_refused() =>
        Assert.Equal(
            ZoneRefusalKind.NoNameServer,
            Refusal(DnsWorld.Topology with { DnsServers = SortedMap<DnsServerId, DnsServer>.Empty }).Kind
        );

    [Fact]
    public void A_negative_TTL_is_refused() =>
        Assert.Equal(
            ZoneRefusalKind.BadTtl,
            Refusal(
                With(
                    DnsWorld.Service("x", "x.example.test", AnswerPolicy.One, "192.0.2", null) with
                    {
                        TtlSeconds = -1,
                    }
                )
            ).Kind
        );

    [Fact]
    public void A_set_that_no_answer_could_carry_is_refused() =>
        Assert.Equal(ZoneRefusalKind.TooLarge, Refusal(ManyAddresses.Topology(1_100)).Kind);

    [Fact]
    public void Two_sites_with_one_address_give_one_record_with_both_weights()
    {
        var service = DnsWorld.Service("x", "x.example.test", AnswerPolicy.All, "192.0.2", null);
        var topology = With(
            service with
            {
                Placements = service.Placements.Set(
                    new("lim"),
                    service.Placements[new("lim")] with
                    {
                        V4 = "192.0.2.1",
                    }
                ),
            }
        );
        var reply = ReadReply.To(QueryBytes.Of("x.example.test", 1), DnsWorld.Snapshot(topology, DnsWorld.Entry(1)));
        Assert.Equal(["192.0.2.1", "192.0.2.3"], reply.Answers.Select(a => a.Address).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_service_may_stand_at_the_apex()
    {
        var topology = With(DnsWorld.Service("x", "example.test", AnswerPolicy.All, "192.0.2", null));
        var reply = ReadReply.To(QueryBytes.Of("example.test", 1), DnsWorld.Snapshot(topology, DnsWorld.Entry(1)));
        Assert.Equal(3, reply.Answers.Count());
    }

    [Fact]
    public void What_a_reflex_hides_is_left_out_and_the_epoch_record_says_how_much()
    {
        var zone = Hidden("api/gra/v4", "www/gra/v6");
        Assert.Equal(["198.51.100.2", "198.51.100.3"], Addresses("api.eu.example.test", 1, zone));
        Assert.Equal(["2001:db8::3"], Addresses("www.example.test", 28, zone));
        Assert.Equal(
            $"epoch=3 cluster=demo topology={DnsWorld.Document.Hash[..12]} reflex=2",
            Encoding.ASCII.GetString(
                ReadReply.To(QueryBytes.Of("_epoch.example.test", 16), zone).Answers.Single().Data.AsSpan(1)
            )
        );
    }

    [Fact]
    public void A_reflex_changes_neither_the_serial_nor_which_steering_is_answered()
    {
        var (whole, less) = (DnsWorld.Snapshot(3), Hidden("api/gra/v4"));
        Assert.Equal(whole.Identity, less.Identity);
        Assert.Equal(
            ReadReply.To(QueryBytes.Of("example.test", 6), whole).Answers.Single().Data,
            ReadReply.To(QueryBytes.Of("example.test", 6), less).Answers.Single().Data
        );
    }

    [Fact]
    public void A_reflex_that_would_empty_a_name_is_refused()
    {
        var hidden = new[] { "www/gra/v6", "www/sbg/v6" }.Select(EndpointId.Parse).ToEquatableArray();
        var refused = Assert.IsType<ZoneBuild.Refused>(ZoneBuilder.Build(DnsWorld.Topology, DnsWorld.Entry(3), hidden));
        Assert.Equal(ZoneRefusalKind.WouldBeEmpty, refused.Refusal.Kind);
        Assert.Contains("the reflex would leave www.example.test", refused.Refusal.Sentence, StringComparison.Ordinal);
    }

    private static ZoneSnapshot Hidden(params string[] endpoints) =>
        Assert
            .IsType<ZoneBuild.Built>(
                ZoneBuilder.Build(
                    DnsWorld.Topology,
                    DnsWorld.Entry(3),
                    endpoints.Select(EndpointId.Parse).ToEquatableArray()
                )
            )
            .Snapshot;

    private static IEnumerable<string> Addresses(string name, ushort type, ZoneSnapshot zone)
    {
        // One draw does not show all there is.
        var seen = Enumerable
            .Range(1, 50)
            .SelectMany(s => ReadReply.To(QueryBytes.Of(name, type), zone, seed: (ulong)s * 7_919).Answers)
            .Select(a => a.Address);
        return seen.Distinct().Order(StringComparer.Ordinal);
    }

    private static Domain.Topology.Topology With(Service service) =>
        DnsWorld.Topology with
        {
            Services = DnsWorld.Topology.Services.Set(service.Id, service),
        };

    private static ZoneRefusal Refusal(Domain.Topology.Topology? topology = null, params (string, int)[] weights) =>
        Assert
            .IsType<ZoneBuild.Refused>(ZoneBuilder.Build(topology ?? DnsWorld.Topology, DnsWorld.Entry(3, weights)))
            .Refusal;
}
