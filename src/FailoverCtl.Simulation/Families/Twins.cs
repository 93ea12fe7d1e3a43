using FailoverCtl.Simulation.Chance;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Families;

/// <summary>Two controllers under one name, for a while; whichever of them is left must go on alone.</summary>
public sealed class Twins : Family
{
    public override string Name => "twins";

    public override IReadOnlyList<Sighting> Theme =>
        [Sighting.TwinSeenByFirst, Sighting.TwinSeenBySecond, Sighting.TwinsPassedOver];

    public override Knobs Shape(Knobs drawn, SeededRandom random) =>
        base.Shape(drawn, random) with
        {
            Twins = (int)random.Between(1, 2),
        };

    protected override IEnumerable<Fault> Draw(SeededRandom random, Cluster cluster, Window window)
    {
        // In the end the first may be the one that dies, and stays dead: only once, for it cannot die twice.
        var firstDies = window.From > cluster.Knobs.SafetyMilliseconds / 3 && random.Happens(5_000);
        foreach (var twin in cluster.Twins)
        {
            yield return new(
                window.From + random.Between(1_000, 3_000),
                random.Between(window.Length - 8_000, window.Length - 4_000),
                FaultKind.Twin,
                $"controller/{twin.Id}",
                firstDies ? 1 : 0
            );
        }

        foreach (var fault in Drains(random, cluster, window))
        {
            yield return fault;
        }
    }
}
