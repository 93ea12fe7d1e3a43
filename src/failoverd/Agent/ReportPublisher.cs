using FailoverCtl.Domain.Evidence;
using FailoverCtl.Probing;
using FailoverCtl.Store;

namespace FailoverCtl.Daemon.Agent;

/// <summary>
/// Writes each report to the store, and does not give up: what an election swallowed is tried again until it is written, and
/// always the newest, for an older one is of no use to anybody.
/// </summary>
/// <param name="put">Null: it was written.</param>
/// <param name="seed">For the jitter: agents that all saw the same election do not come back in step.</param>
internal sealed class ReportPublisher(
    LatestReport reports,
    Func<Report, CancellationToken, Task<StoreFailure?>> put,
    Action<string> problem,
    TimeProvider time,
    int seed
)
{
    private const int PauseMinMilliseconds = 100;

    /// <summary>Short: an election takes 3 s, and the first report after it decides when controllers can see again.</summary>
    private const int PauseMaxMilliseconds = 500;

    private readonly Random _jitter = new(seed);

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        Report? written = null;
        while (true)
        {
            var report = await reports.TakeAsync(stopping);
            // One that came while its predecessor was being retried was written in its place.
            if (!ReferenceEquals(report, written))
            {
                written = await WriteAsync(report, stopping);
            }
        }
    }

    private async Task<Report> WriteAsync(Report report, CancellationToken stopping)
    {
        for (var failures = 0; await put(report, stopping) is { } failure; failures++)
        {
            problem(failure.Message);
            await Task.Delay(Pause(failures), time, stopping);
            report = reports.Last ?? report;
        }

        return report;
    }

    /// <summary>Doubles up to the longest, and is drawn from the upper half of it.</summary>
    private TimeSpan Pause(int failures)
    {
        var longest = Math.Min(PauseMaxMilliseconds, PauseMinMilliseconds << Math.Min(failures, 8));
        return TimeSpan.FromMilliseconds(longest * (0.5 + (_jitter.NextDouble() / 2)));
    }
}
