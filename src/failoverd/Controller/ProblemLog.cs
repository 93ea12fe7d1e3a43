using FailoverCtl.Daemon.Processes;

namespace FailoverCtl.Daemon.Controller;

/// <summary>Says a problem when it is new and then every 30 s: a store that is away for an hour is not 10 000 lines.</summary>
internal sealed class ProblemLog(ILogger log, Monotonic clock)
{
    private const long RepeatMilliseconds = 30_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _said = new(StringComparer.Ordinal);

    public void Tell(string problem)
    {
        var now = clock.NowMilliseconds;
        lock (_gate)
        {
            if (_said.TryGetValue(problem, out var at) && now - at < RepeatMilliseconds)
            {
                return;
            }

            if (_said.Count > 100)
            {
                _said.Clear();
            }

            _said[problem] = now;
        }

        log.Problem(problem);
    }
}
