using FailoverCtl.Simulation.Chance;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Families;

/// <summary>A stretched store loses its majority while a site is in trouble: nothing is written until it is back (I-13).</summary>
public sealed class QuorumLost : Family
{
    public override string Name => "quorumLost";

    public override IReadOnlyList<Sighting> Theme =>
        [Sighting.QuorumLost, Sighting.LeaderElected, Sighting.CoordinationLost];

    public override Knobs Shape(Knobs drawn, SeededRandom random) =>
        base.Shape(drawn, random) with
        {
            IsStretched = true,
        };

    protected override IEnumerable<Fault> Draw(SeededRandom random, Cluster cluster, Window window)
    {
        var at = window.From + random.Between(4_000, 10_000);
        yield return new(at, random.Between(4_000, 12_000), FaultKind.QuorumLost, "");
        yield return new(
            at + random.Between(-1_000, 3_000),
            random.Between(2_000, 10_000),
            FaultKind.SiteRefuses,
            random.Pick(cluster.Topology.Sites.Keys).Value
        );
        foreach (var fault in Drains(random, cluster, window))
        {
            yield return fault;
        }
    }
}
