using FailoverCtl.Simulation.Chance;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Families;

/// <summary>
/// A stretched store loses its leader: three seconds without a write, default watches fail, stale ones lag, and what was on
/// its way is committed by the next leader after its sender gave up.
/// </summary>
public sealed class Elections : Family
{
    public override string Name => "elections";

    public override IReadOnlyList<Sighting> Theme =>
        [
            Sighting.LeaderLost,
            Sighting.LeaderElected,
            Sighting.AppliedLate,
            Sighting.WatchFailed,
            Sighting.StaleLagged,
            Sighting.CoordinationLost,
        ];

    public override Knobs Shape(Knobs drawn, SeededRandom random) =>
        base.Shape(drawn, random) with
        {
            IsStretched = true,
        };

    protected override IEnumerable<Fault> Draw(SeededRandom random, Cluster cluster, Window window)
    {
        yield return new(
            window.From + random.Between(0, 4_000),
            window.Length - 4_000,
            FaultKind.LeaderKilledAtCommit,
            "",
            (int)random.Between(1_000, 8_000)
        );
        var times = random.Between(1, 2);
        for (var i = 0; i < times; i++)
        {
            yield return new(
                window.From + random.Between(6_000, window.Length - 4_000),
                random.Between(500, 8_000),
                FaultKind.LeaderKilled,
                ""
            );
        }

        foreach (var fault in Drains(random, cluster, window))
        {
            yield return fault;
        }
    }
}
