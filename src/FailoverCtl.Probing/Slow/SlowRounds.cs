using FailoverCtl.Probing.Agent;

namespace FailoverCtl.Probing.Slow;

/// <summary>
/// Asks questions again and again, each at its own slow pace, a few at once, and keeps the last answer to each. What a
/// question waits for never delays the probes: it lives on the thread pool and is no part of any vote.
/// </summary>
/// <param name="ask">Ends within seconds, by the token at the latest, and makes an answer of all bad news.</param>
/// <param name="intervalOf">ms.</param>
/// <param name="trouble">Told of our own bugs.</param>
internal sealed class SlowRounds<TQuestion, TAnswer>(
    Func<TQuestion, CancellationToken, Task<TAnswer>> ask,
    Func<TQuestion, int> intervalOf,
    Action<string> trouble,
    TimeProvider time,
    ulong seed
)
    where TQuestion : class, IEquatable<TQuestion>
    where TAnswer : class, IEquatable<TAnswer>
{
    private const int AtOnce = 16;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private Dictionary<TQuestion, State> _states = [];
    private int _underWay;

    private long Now => (long)time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>Questions that stay keep their answers; the first round is spread over an interval, ten seconds at most.</summary>
    public void Follow(IEnumerable<TQuestion> questions)
    {
        lock (_gate)
        {
            var now = Now;
            _states = questions
                .Distinct()
                .ToDictionary(static q => q, q => _states.GetValueOrDefault(q) ?? new() { DueAt = now + Start(q) });
        }
    }

    /// <summary>The last answer to each question that has one.</summary>
    public IReadOnlyList<Kept<TQuestion, TAnswer>> Known()
    {
        lock (_gate)
        {
            var now = Now;
            return
            [
                .. _states
                    .Where(static s => s.Value.Answer is not null)
                    .Select(s => new Kept<TQuestion, TAnswer>(
                        s.Key,
                        s.Value.Answer!,
                        now - s.Value.At,
                        now - s.Value.Since
                    )),
            ];
        }
    }

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            foreach (var question in TakeDue())
            {
                _ = AskAsync(question, stopping);
            }
        }
    }

    private long Start(TQuestion question) =>
        Spread.Within(Spread.Hash(seed, question.ToString()!), Math.Min(10_000, intervalOf(question)));

    private List<TQuestion> TakeDue()
    {
        lock (_gate)
        {
            var now = Now;
            var due = _states
                .Where(s => !s.Value.UnderWay && s.Value.DueAt <= now)
                .OrderBy(static s => s.Value.DueAt)
                .Take(AtOnce - _underWay)
                .Select(static s => s.Key)
                .ToList();
            foreach (var question in due)
            {
                _states[question].UnderWay = true;
                _states[question].DueAt = now + intervalOf(question);
            }

            _underWay += due.Count;
            return due;
        }
    }

    private async Task AskAsync(TQuestion question, CancellationToken stopping)
    {
        TAnswer? answer = null;
        try
        {
            answer = await ask(question, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The agent ends.
        }
#pragma warning disable CA1031 // The round's boundary: a bug in one question must not end all asking; it is told.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            trouble($"asking {question} failed by a fault of this program: {fault.Message}");
        }

        lock (_gate)
        {
            _underWay--;
            if (_states.GetValueOrDefault(question) is { } state)
            {
                state.UnderWay = false;
                Keep(state, answer, Now);
            }
        }
    }

    private static void Keep(State state, TAnswer? answer, long now)
    {
        if (answer is not null)
        {
            state.Since = answer.Equals(state.Answer) ? state.Since : now;
            (state.Answer, state.At) = (answer, now);
        }
    }

    private sealed class State
    {
        public long DueAt { get; set; }

        public bool UnderWay { get; set; }

        public TAnswer? Answer { get; set; }

        public long At { get; set; }

        public long Since { get; set; }
    }
}

/// <param name="AgeMilliseconds">Since it was answered.</param>
/// <param name="ForMilliseconds">Since it was first answered like this.</param>
internal sealed record Kept<TQuestion, TAnswer>(
    TQuestion Question,
    TAnswer Answer,
    long AgeMilliseconds,
    long ForMilliseconds
);
