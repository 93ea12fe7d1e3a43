namespace FailoverCtl.Store.Watching;

/// <summary>Lets a burst through and then a steady rate. For one caller at a time.</summary>
internal sealed class TokenBucket(TimeProvider time, int burst, double perSecond)
{
    private double _tokens = burst;
    private long _filledAt = time.GetTimestamp();

    /// <summary>Takes one token, from the future if there is none, and returns how long to wait for it.</summary>
    public TimeSpan Take()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_filledAt, now).TotalSeconds * perSecond));
        _filledAt = now;
        _tokens -= 1;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / perSecond);
    }
}
