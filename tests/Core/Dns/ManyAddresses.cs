using FailoverCtl.Dns.Zones;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Tests.Core.Dns;

/// <summary>A zone whose name "many" answers that many IPv4 addresses.</summary>
internal static class ManyAddresses
{
    public static ZoneSnapshot Snapshot(int count) => DnsWorld.Snapshot(Topology(count), DnsWorld.Entry(1));

    public static Domain.Topology.Topology Topology(int count) =>
        DnsWorld.Topology with
        {
            Services = new[]
            {
                DnsWorld.Service("many", "many.example.test", AnswerPolicy.All, "192.0.2", null) with
                {
                    Placements = Enumerable
                        .Range(0, count)
                        .Select(i => new Placement(new($"s{i:0000}"), 1, 1, $"10.0.{i / 256}.{i % 256}", null))
                        .ToSortedMap(p => p.Site),
                },
            }.ToSortedMap(s => s.Id),
        };
}
