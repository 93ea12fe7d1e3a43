using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Processes;

/// <summary>Pauses that wait for whoever comes to their boundary next.</summary>
public sealed class Pauses(Cluster cluster)
{
    private readonly SortedDictionary<PauseBoundary, Queue<int>> _armed = [];

    /// <param name="milliseconds">How long the process will stand still.</param>
    public void Arm(PauseBoundary boundary, int milliseconds)
    {
        if (!_armed.TryGetValue(boundary, out var queue))
        {
            _armed[boundary] = queue = new();
        }

        queue.Enqueue(milliseconds);
    }

    /// <summary>Goes on, or stops the process here first when a pause waits for whoever comes.</summary>
    public void Pass(Process process, PauseBoundary boundary, Action go)
    {
        if (!_armed.TryGetValue(boundary, out var queue) || !queue.TryDequeue(out var milliseconds))
        {
            go();
            return;
        }

        cluster.Timeline.Add(process.Name, $"is stopped for {milliseconds} ms, {boundary}");
        cluster.Sightings.Add(SightingOf(boundary));
        cluster.Clock.After(milliseconds, process.Pause());
        process.WhenResumed(() =>
        {
            var another = cluster.Author != process;
            cluster.Sightings.Add(Sighting.WokeToAnother, another ? 1 : 0);
            cluster.Timeline.Add(process.Name, another ? "goes on; another is the author" : "goes on");
            go();
        });
    }

    public void Clear() => _armed.Clear();

    private static Sighting SightingOf(PauseBoundary boundary) =>
        boundary switch
        {
            PauseBoundary.BeforeSend => Sighting.PausedBeforeSend,
            PauseBoundary.AfterSend => Sighting.PausedAfterSend,
            PauseBoundary.AfterReply => Sighting.PausedAfterReply,
            PauseBoundary.BeforeRecord => Sighting.PausedBeforeRecord,
        };
}
