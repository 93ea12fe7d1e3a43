using FailoverCtl.Simulation.Chance;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Families;

/// <summary>The ledger's topology changes while some controllers still have the old one; its schema changes for a while.</summary>
public sealed class TwoTopologies : Family
{
    public override string Name => "twoTopologies";

    public override IReadOnlyList<Sighting> Theme =>
        [Sighting.TopologyApplied, Sighting.OtherTopology, Sighting.OtherSchema];

    protected override IEnumerable<Fault> Draw(SeededRandom random, Cluster cluster, Window window)
    {
        var late = random.Between(1, cluster.Controllers.Count);
        for (var i = 0; i < late; i++)
        {
            var controller = cluster.Controllers[i].Name;
            var by = (int)random.Between(500, 8_000);
            yield return new(window.From, window.Length, FaultKind.TopologyLate, controller, by);
        }

        var times = random.Between(1, 3);
        for (var i = 0; i < times; i++)
        {
            yield return new(
                window.From + random.Between(4_000, window.Length - 4_000),
                0,
                FaultKind.TopologyApplied,
                ""
            );
        }

        yield return new(
            window.From + random.Between(2_000, window.Length - 6_000),
            random.Between(500, 5_000),
            FaultKind.OtherSchema,
            ""
        );
        foreach (var fault in Drains(random, cluster, window))
        {
            yield return fault;
        }
    }
}
