using FailoverCtl.Simulation.Chance;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Families;

/// <summary>Operators drain a site for a while and change the topology, while authors die under it.</summary>
public sealed class PlannedWork : Family
{
    public override string Name => "plannedWork";

    public override IReadOnlyList<Sighting> Theme => [Sighting.TopologyTakenUp, Sighting.DrainEnded];

    protected override IEnumerable<Fault> Draw(SeededRandom random, Cluster cluster, Window window)
    {
        var site = random.Pick(cluster.Topology.Sites.Keys).Value;
        var at = window.From + random.Between(2_000, 3_000);
        yield return new(at, 0, FaultKind.DrainWithAnEnd, site, (int)random.Between(3_000, 8_000));
        // In the middle of the ramp down, of the drain, of the ramp back, or after all of it.
        yield return new(at + random.Between(500, 15_000), 0, FaultKind.TopologyAsked, "");
        if (random.Happens(5_000))
        {
            yield return new(
                at + random.Between(500, 10_000),
                random.Between(1_000, 4_000),
                FaultKind.AuthorKilled,
                ""
            );
        }
    }
}
