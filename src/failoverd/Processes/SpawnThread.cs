using System.Collections.Concurrent;

namespace FailoverCtl.Daemon.Processes;

/// <summary>
/// A thread that lives as long as this process and starts its children: the kernel ends a child with the thread that
/// started it (see <see cref="Signals.DieWithParent"/>), and pool threads come and go.
/// </summary>
internal sealed class SpawnThread
{
    private readonly BlockingCollection<Action> _work = new(64);

    public SpawnThread() => new Thread(Run) { IsBackground = true, Name = "spawn" }.Start();

    /// <summary>Runs it there and waits for it.</summary>
    public void Do(Action start)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                start();
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        done.Task.GetAwaiter().GetResult();
    }

    private void Run()
    {
        foreach (var start in _work.GetConsumingEnumerable())
        {
            start();
        }
    }
}
