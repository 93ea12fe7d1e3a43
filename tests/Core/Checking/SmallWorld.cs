using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Tests.Core.Checking;

/// <summary>Sites a, b, c (or more), each with one agent (a1, b1, c1), and x1 outside; www at every site with a third.</summary>
internal static class SmallWorld
{
    public const string Hash = "t0";

    public static Domain.Topology.Topology Topology { get; } = Of("a", "b", "c");

    public static Domain.Topology.Topology Of(params string[] sites) =>
        new(
            "test",
            new("example.test", "hostmaster.example.test", 30),
            sites.ToSortedMap(s => new SiteId(s), s => new Site(new(s), new(s))),
            sites
                .Select(s => new VantagePoint(new(s + "1"), new SiteId(s), new(s), "127.0.0.1:1", null))
                .Append(Outside("x"))
                .ToSortedMap(v => v.Id),
            SortedMap<DnsServerId, DnsServer>.Empty,
            SortedMap<ServiceId, Service>.Empty.Set(new("www"), Www(sites)),
            new Policy()
        );

    /// <summary>One more vantage point in a network of its own.</summary>
    public static Domain.Topology.Topology WithOutside(this Domain.Topology.Topology topology, string network) =>
        topology with
        {
            VantagePoints = topology.VantagePoints.Set(new(network + "1"), Outside(network)),
        };

    /// <summary>One more agent at a site.</summary>
    public static Domain.Topology.Topology WithAgent(
        this Domain.Topology.Topology topology,
        string agent,
        string site
    ) =>
        topology with
        {
            VantagePoints = topology.VantagePoints.Set(
                new(agent),
                new(new(agent), new SiteId(site), new(site), "127.0.0.1:1", null)
            ),
        };

    public static EndpointId Www(string site) => new(new("www"), new(site), AddressFamily.V4);

    private static VantagePoint Outside(string network) =>
        new(new(network + "1"), null, new(network), "127.0.0.1:1", null);

    private static Service Www(string[] sites) =>
        new(
            new("www"),
            "www.example.test",
            300,
            Stateful: false,
            Mode: null,
            AnswerPolicy.One,
            WhenShort.Keep,
            30,
            new(ProbeKind.Tcp, 80, "/", "www.example.test", 200, 1_000, 1_000),
            sites
                .Select((s, i) => new Placement(new(s), Weight(i, sites.Length), 1_000, $"192.0.2.{i + 1}", null))
                .ToSortedMap(p => p.Site)
        );

    private static int Weight(int index, int count) => (10_000 / count) + (index < 10_000 % count ? 1 : 0);
}
