using System.Collections.Concurrent;
using FailoverCtl.Control;
using FailoverCtl.Daemon.Processes;

namespace FailoverCtl.Daemon.Controller;

/// <summary>
/// The thread that the control loop lives on. Nothing timed may depend on the thread pool: one blocked pool thread would
/// make every decision late.
/// </summary>
public sealed class LoopThread : IDisposable
{
    /// <summary>Inputs waiting at most; a producer that finds it full waits.</summary>
    private const int QueueMax = 4_096;

    private readonly BlockingCollection<Action<ControlLoop, long>> _queue = new(QueueMax);
    private readonly CancellationTokenSource _stop = new();
    private readonly Monotonic _clock;
    private readonly Action<Exception> _failed;
    private readonly Thread _thread;

    /// <param name="failed">Told of an exception inside the loop, which is a bug: the loop goes on with the next input.</param>
    public LoopThread(Monotonic clock, Action<Exception> failed)
    {
        _clock = clock;
        _failed = failed;
        _thread = new(Run) { Name = "control-loop", IsBackground = true };
    }

    private ControlLoop? Loop { get; set; }

    public void Start(ControlLoop loop)
    {
        Loop = loop;
        _thread.Start();
    }

    /// <summary>Runs something on the loop's thread with the time at which it runs.</summary>
    public void Post(Action<ControlLoop, long> work)
    {
        try
        {
            _queue.Add(work, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopping: what comes now has nobody to go to.
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        if (_thread.IsAlive)
        {
            _thread.Join(TimeSpan.FromSeconds(5));
        }

        _queue.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        var nextTick = _clock.NowMilliseconds;
        while (!_stop.IsCancellationRequested)
        {
            var wait = (int)Math.Clamp(nextTick - _clock.NowMilliseconds, 0, Cadence.Tick);
            if (TryTake(wait, out var work))
            {
                Guarded(work);
            }

            if (_clock.NowMilliseconds >= nextTick)
            {
                nextTick = _clock.NowMilliseconds + Cadence.Tick;
                Guarded(static (loop, now) => loop.Tick(now));
            }
        }
    }

    private bool TryTake(int waitMilliseconds, out Action<ControlLoop, long> work)
    {
        try
        {
            return _queue.TryTake(out work!, waitMilliseconds, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            work = static (_, _) => { };
            return false;
        }
    }

    private void Guarded(Action<ControlLoop, long> work)
    {
        try
        {
            work(Loop!, _clock.NowMilliseconds);
        }
        catch (Exception e)
        {
            _failed(e);
        }
    }
}
