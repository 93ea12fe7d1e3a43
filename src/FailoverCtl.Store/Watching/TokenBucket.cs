namespace FailoverCtl.Store.Watching;

/// <summary>
/// Lets a burst through and then a steady rate. Of our own because System.Threading.RateLimiting, on which Polly's rate
/// limiter stands, reads the machine's clock: here a test and the simulator drive the time. Thread-safe.
/// </summary>
internal sealed class TokenBucket(TimeProvider time, int burst, double perSecond)
{
    private readonly Lock _gate = new();
    private double _tokens = burst;
    private long _filledAt = time.GetTimestamp();

    /// <summary>Takes one token, from the future if there is none, and returns how long to wait for it.</summary>
    public TimeSpan Take()
    {
        lock (_gate)
        {
            Fill();
            _tokens -= 1;
            return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / perSecond);
        }
    }

    /// <summary>Takes one token if there is one.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            Fill();
            if (_tokens < 1)
            {
                return false;
            }

            _tokens -= 1;
            return true;
        }
    }

    private void Fill()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_filledAt, now).TotalSeconds * perSecond));
        _filledAt = now;
    }
}
