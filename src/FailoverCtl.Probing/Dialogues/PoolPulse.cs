namespace FailoverCtl.Probing.Dialogues;

/// <summary>
/// Whether the thread pool, on which dialogues live, still does what it is asked. A dialogue that did not end in time says
/// nothing about its endpoint when the pool stood still.
/// </summary>
/// <param name="queue">Gives the pool something to do.</param>
internal sealed class PoolPulse(Action<IThreadPoolWorkItem> queue) : IThreadPoolWorkItem
{
    public static void QueueToPool(IThreadPoolWorkItem work) =>
        ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);

    private long _asked;
    private long _answered;

    /// <returns>What <see cref="HasAnswered"/> wants to know; above 0.</returns>
    public long Ask()
    {
        _asked++;
        queue(this);
        return _asked;
    }

    /// <summary>Any later question's answer will do as well: they are taken in turn.</summary>
    public bool HasAnswered(long asked) => Volatile.Read(ref _answered) >= asked;

    public void Execute() => Interlocked.Increment(ref _answered);
}
