using System.Collections.Concurrent;
using FailoverCtl.Simulation.Families;

namespace FailoverCtl.Simulation.Run;

/// <summary>What came of a range of seeds.</summary>
/// <param name="Failed">In order of their seeds.</param>
/// <param name="SimulatedMilliseconds">Of all runs together.</param>
public sealed record SeedRange(
    ulong First,
    int Count,
    IReadOnlyList<SimulationResult> Failed,
    long SimulatedMilliseconds
);

/// <summary>Runs many seeds, as many at once as there are processors: no run knows of another.</summary>
public static class SeedRunner
{
    /// <summary>Failed runs that are kept whole; of more than these only the first ones are of use.</summary>
    private const int KeptMax = 20;

    /// <param name="ran">Told after each run, from any thread.</param>
    /// <param name="family">Draws knobs and faults; null: they are drawn without a theme.</param>
    public static SeedRange Run(
        ulong first,
        int count,
        Action<SimulationResult>? ran = null,
        Family? family = null,
        CancellationToken stop = default
    )
    {
        var failed = new ConcurrentBag<SimulationResult>();
        var (simulated, done) = (0L, 0);
        Parallel.For(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            (i, state) =>
            {
                if (stop.IsCancellationRequested || failed.Count >= KeptMax)
                {
                    state.Stop();
                    return;
                }

                var result = Simulation.Run(first + (ulong)i, new() { Family = family });
                Interlocked.Add(ref simulated, result.Milliseconds);
                Interlocked.Increment(ref done);
                if (!result.Good)
                {
                    failed.Add(result);
                }

                ran?.Invoke(result);
            }
        );
        return new(first, done, [.. failed.OrderBy(f => f.Seed)], simulated);
    }
}
