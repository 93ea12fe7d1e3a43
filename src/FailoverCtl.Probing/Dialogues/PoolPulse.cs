namespace FailoverCtl.Probing.Dialogues;

/// <summary>
/// Whether the thread pool, on which dialogues live, still does what it is asked. A dialogue that did not end in time says
/// nothing about its endpoint when the pool stood still.
/// </summary>
internal sealed class PoolPulse : IThreadPoolWorkItem
{
    private long _asked;
    private long _answered;

    /// <returns>What <see cref="HasAnswered"/> wants to know; above 0.</returns>
    public long Ask()
    {
        _asked++;
        _ = ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return _asked;
    }

    /// <summary>Any later question's answer will do as well: they are taken in turn.</summary>
    public bool HasAnswered(long asked) => Volatile.Read(ref _answered) >= asked;

    public void Execute() => Interlocked.Increment(ref _answered);
}
