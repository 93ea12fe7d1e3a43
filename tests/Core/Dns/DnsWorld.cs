using FailoverCtl.Dns.Zones;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Tests.Core.Dns;

/// <summary>
/// Three sites; www answers one address (A at all sites, AAAA at two), api.eu answers all, v4 has no AAAA;
/// eu is an empty non-terminal.
/// </summary>
internal static class DnsWorld
{
    public const string Zone = "example.test";

    public static Domain.Topology.Topology Topology { get; } =
        new(
            "demo",
            new(Zone, "hostmaster.example.test", 30),
            new[] { "gra", "lim", "sbg" }.ToSortedMap(s => new SiteId(s), s => new Site(new(s), new(s))),
            SortedMap<AgentId, VantagePoint>.Empty,
            new[]
            {
                new DnsServer(new("ns1"), "ns1.example.test", new("gra"), "192.0.2.53:53"),
                new DnsServer(new("ns2"), "ns2.example.test", new("sbg"), "[2001:db8::53]:53"),
                new DnsServer(new("ns3"), "ns.elsewhere.test", null, "198.51.100.53:53"),
            }.ToSortedMap(s => s.Id),
            new[]
            {
                Service("www", "www.example.test", AnswerPolicy.One, "192.0.2", "2001:db8"),
                Service("api", "api.eu.example.test", AnswerPolicy.All, "198.51.100", null),
                Service("v4", "v4.example.test", AnswerPolicy.One, "203.0.113", null),
            }.ToSortedMap(s => s.Id),
            new()
        );

    public static TopologyDocument Document { get; } = TopologyDocument.Write(Topology);

    public static Service Service(string id, string name, AnswerPolicy answer, string v4, string? v6) =>
        new(
            new(id),
            name,
            null,
            false,
            null,
            answer,
            WhenShort.Keep,
            5,
            new(ProbeKind.Tcp, 80, "/", name, 200, 1_000, 500),
            new[]
            {
                new Placement(new("gra"), 5_000, 100, $"{v4}.1", v6 is null ? null : $"{v6}::1"),
                new Placement(new("lim"), 3_000, 100, $"{v4}.2", null),
                new Placement(new("sbg"), 2_000, 100, $"{v4}.3", v6 is null ? null : $"{v6}::3"),
            }.ToSortedMap(p => p.Site)
        );

    /// <param name="weights">Endpoint in text form and its weight.</param>
    public static LedgerEntry Entry(long epoch, params (string Endpoint, int Weight)[] weights) =>
        new(
            "demo",
            LedgerEntry.CurrentSchema,
            epoch,
            new(new("c1"), 1),
            $"p{epoch}",
            new("plan", 1, 1),
            Document.Hash,
            new(CauseKind.Init, "demo", "The first epoch."),
            SortedMap<AgentId, Mark>.Empty,
            Mode.Act,
            Latches.None,
            new(weights.ToSortedMap(w => EndpointId.Parse(w.Endpoint), w => w.Weight))
        );

    public static ZoneSnapshot Snapshot(long epoch = 7, params (string Endpoint, int Weight)[] weights) =>
        Snapshot(Topology, Entry(epoch, weights));

    public static ZoneSnapshot Snapshot(Domain.Topology.Topology topology, LedgerEntry entry) =>
        ((ZoneBuild.Built)ZoneBuilder.Build(topology, entry)).Snapshot;
}
