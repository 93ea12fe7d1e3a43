using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Bench.ProbeCost;

/// <summary>So many services of one endpoint each, all of them on one port of this host.</summary>
internal static class Topologies
{
    public static Topology Of(int targets, int port) =>
        new(
            "bench",
            new("example.test", "hostmaster.example.test", 30),
            new[] { new Site(new("s1"), new("s1")) }.ToSortedMap(s => s.Id),
            new[] { new VantagePoint(new("a1"), null, new("net"), "127.0.0.1:39471", null) }.ToSortedMap(v => v.Id),
            SortedMap<DnsServerId, DnsServer>.Empty,
            Enumerable.Range(0, targets).Select(i => Service(i, port)).ToSortedMap(s => s.Id),
            new()
        );

    private static Service Service(int index, int port) =>
        new(
            new($"w{index}"),
            $"w{index}.example.test",
            null,
            false,
            null,
            AnswerPolicy.One,
            WhenShort.Keep,
            30,
            new(ProbeKind.Http, port, "/health", $"w{index}.example.test", 200, 1_000, 1_000),
            new[] { new Placement(new("s1"), 10_000, 100, "127.0.0.1", null) }.ToSortedMap(p => p.Site)
        );
}
