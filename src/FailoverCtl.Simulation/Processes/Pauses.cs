namespace FailoverCtl.Simulation.Processes;

/// <summary>Pauses that wait for whoever comes to their boundary next.</summary>
public sealed class Pauses
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

    /// <summary>The pause that waits here, ms; 0: none does.</summary>
    public int Take(PauseBoundary boundary) =>
        _armed.TryGetValue(boundary, out var queue) && queue.TryDequeue(out var milliseconds) ? milliseconds : 0;

    public void Clear() => _armed.Clear();
}
