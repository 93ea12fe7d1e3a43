using System.Threading.Channels;

namespace FailoverCtl.Tests.Core.Store;

/// <summary>Time that stands still until somebody sleeps, then jumps to the end of the sleep and notes its length.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Channel<TimeSpan> _slept = Channel.CreateUnbounded<TimeSpan>();
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public int Sleeps => _slept.Reader.Count;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <summary>The lengths of the sleeps so far, in order.</summary>
    public IReadOnlyList<TimeSpan> TakeSleeps()
    {
        var sleeps = new List<TimeSpan>();
        while (_slept.Reader.TryRead(out var sleep))
        {
            sleeps.Add(sleep);
        }

        return sleeps;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Timeout.InfiniteTimeSpan)
        {
            return new Sleep();
        }

        _slept.Writer.TryWrite(dueTime);
        Interlocked.Add(ref _ticks, dueTime.Ticks);
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Sleep();
    }

    private sealed class Sleep : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
