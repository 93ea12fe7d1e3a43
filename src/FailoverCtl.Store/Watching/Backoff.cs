namespace FailoverCtl.Store.Watching;

/// <summary>Doubling pauses with a ceiling, each drawn from the upper half of its range so that many callers spread.</summary>
internal sealed class Backoff(TimeSpan min, TimeSpan max, int seed)
{
    private readonly Random _random = new(seed);
    private int _failures;

    public TimeSpan Next()
    {
        // 2^20 times any sensible minimum is above any sensible ceiling.
        var ceiling = Math.Min(max.TotalMilliseconds, min.TotalMilliseconds * (1 << Math.Min(_failures, 20)));
        _failures++;
        return TimeSpan.FromMilliseconds(ceiling * (0.5 + (_random.NextDouble() / 2)));
    }

    public void Reset() => _failures = 0;
}
