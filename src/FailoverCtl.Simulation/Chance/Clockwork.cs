namespace FailoverCtl.Simulation.Chance;

/// <summary>
/// Virtual time: a queue of what happens when, true ms from 0. What falls on the same ms happens in an order drawn from the
/// seed, so that no code can rely on one.
/// </summary>
public sealed class Clockwork(SeededRandom random)
{
    /// <summary>More than any run needs: a loop that feeds itself without time passing must fail, not hang.</summary>
    private const long EventsMax = 50_000_000;

    private readonly PriorityQueue<Action, (long At, ulong Tie)> _queue = new();

    public long Now { get; private set; }

    /// <summary>How many events have happened.</summary>
    public long Count { get; private set; }

    public void At(long at, Action action) => _queue.Enqueue(action, (Math.Max(at, Now), random.Next()));

    public void After(long milliseconds, Action action) => At(Now + milliseconds, action);

    /// <summary>Lets everything happen that is due up to and including that time.</summary>
    public void RunUntil(long until)
    {
        while (_queue.TryPeek(out _, out var due) && due.At <= until)
        {
            var action = _queue.Dequeue();
            Now = due.At;
            if (++Count > EventsMax)
            {
                throw new InvalidOperationException($"{EventsMax} events by {Now} ms: something feeds itself");
            }

            action();
        }

        Now = Math.Max(Now, until);
    }
}
