using FailoverCtl.Simulation.Chance;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Processes;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Families;

/// <summary>Whoever commits is stopped at each I/O boundary, in an order that is drawn, and then goes on (I-09).</summary>
public sealed class PausedAuthor : Family
{
    private const int ShortestPause = 100;
    private const int LongestPause = 20_000;

    /// <summary>Two of three must be awake for the theme to go on.</summary>
    private const int MiddlingPause = 5_000;

    public override string Name => "pausedAuthor";

    public override IReadOnlyList<Sighting> Theme =>
        [Sighting.PausedBeforeSend, Sighting.PausedAfterSend, Sighting.PausedAfterReply, Sighting.PausedBeforeRecord];

    protected override IEnumerable<Fault> Draw(SeededRandom random, Cluster cluster, Window window)
    {
        var left = Enum.GetValues<PauseBoundary>().ToList();
        var longest = random.Between(0, left.Count - 1);
        for (var at = window.From; left.Count > 0; at += window.Length / 5)
        {
            var boundary = random.Pick(left);
            left.Remove(boundary);
            var pause = random.Between(ShortestPause, left.Count == longest ? LongestPause : MiddlingPause);
            yield return new(at, window.To - at + 1_000, FaultKind.PausedAtBoundary, boundary.ToString(), (int)pause);
        }

        foreach (var fault in Drains(random, cluster, window))
        {
            yield return fault;
        }
    }
}
