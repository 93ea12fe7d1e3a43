using FailoverCtl.Store;
using FailoverCtl.Store.Watching;
using Xunit;

namespace FailoverCtl.Tests.Core.Store;

public sealed class StoreWatchTests : IAsyncDisposable
{
    private static readonly StoreFailure Down = new(StoreFailureKind.Unreachable, "nobody there");

    private readonly ScriptedStore _store = new();
    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _seen = [];
    private readonly Task _running;

    public StoreWatchTests()
    {
        var watch = new StoreWatch(_store, KeyQuery.One("k"), new StoreWatchOptions(), _time, seed: 1);
        _running = watch.RunAsync(
            (answer, _) =>
            {
                _seen.Add(answer.Values.IsEmpty ? "gone" : $"changed {answer.Values[0].ModifyIndex}");
                return ValueTask.CompletedTask;
            },
            _ => _seen.Add("same"),
            failure => _seen.Add($"failed {failure.Kind}"),
            _stop.Token
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(20));
        _stop.Dispose();
    }

    [Fact]
    public async Task The_first_answer_and_every_changed_one_is_handed_over_and_the_rest_is_confirmed()
    {
        await PlayAsync((0, Value(5, 5)), (5, Value(5, 9)), (9, Value(10, 10)), (10, Nothing(11)), (11, Nothing(12)));

        Assert.Equal(["changed 5", "same", "changed 10", "gone", "same"], _seen);
    }

    [Fact]
    public async Task A_missing_key_is_handed_over_once_as_such()
    {
        await PlayAsync((0, Nothing(3)), (3, Nothing(4)));

        Assert.Equal(["gone", "same"], _seen);
    }

    [Fact]
    public async Task An_index_that_went_backwards_restarts_from_zero_and_hands_over_what_is_there_now()
    {
        await PlayAsync((0, Value(90, 90)), (90, Value(7, 7)), (0, Value(7, 7)), (7, Value(7, 8)));

        Assert.Equal(["changed 90", "changed 7", "same"], _seen);
    }

    [Fact]
    public async Task Index_zero_is_asked_again_as_one_so_that_the_next_read_waits()
    {
        await PlayAsync((0, Value(0, 0)), (1, Value(0, 1)));
    }

    [Fact]
    public async Task After_a_failure_it_pauses_longer_each_time_up_to_a_second_and_looks_afresh()
    {
        var steps = Enumerable.Repeat((0UL, (ReadOutcome)new ReadOutcome.Failed(Down)), 8);
        await PlayAsync([(0, Value(5, 5)), (5, new ReadOutcome.Failed(Down)), .. steps, (0, Value(5, 6))]);

        var pauses = _time.TakeSleeps().Select(s => s.TotalMilliseconds).ToArray();
        double[] ceilings = [50, 100, 200, 400, 800, 1000, 1000, 1000, 1000];
        Assert.Equal(ceilings.Length, pauses.Length);
        Assert.All(pauses.Zip(ceilings), p => Assert.InRange(p.First, p.Second / 2, p.Second));
        Assert.Equal(9, _seen.Count(s => s == "failed Unreachable"));
        Assert.Equal("same", _seen[^1]);
    }

    [Fact]
    public async Task A_store_that_answers_at_once_for_ever_is_asked_twenty_times_and_then_every_fifty_milliseconds()
    {
        var answers = Enumerable.Range(1, 40).Select(i => ((ulong)i - 1, Value((ulong)i, (ulong)i)));
        await PlayAsync([.. answers]);

        var pauses = _time.TakeSleeps();
        Assert.InRange(pauses.Count, 20, 21);
        Assert.All(pauses, pause => Assert.Equal(50, pause.TotalMilliseconds, 1.0));
    }

    [Fact]
    public async Task An_exception_of_the_handler_ends_the_watch_and_comes_out()
    {
        var store = new ScriptedStore();
        var watch = new StoreWatch(store, KeyQuery.One("k"), new StoreWatchOptions(), _time, seed: 1);
        var running = watch.RunAsync(
            (_, _) => throw new InvalidOperationException("handler"),
            _ => { },
            _ => { },
            CancellationToken.None
        );
        await store.AnswerAsync(Value(1, 1));

        await Assert.ThrowsAsync<InvalidOperationException>(() => running.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    private static ReadOutcome Value(ulong modified, ulong index) =>
        new ReadOutcome.Answered(
            new StoreAnswer([new KeyValue("k", new byte[] { 1 }, 1, modified)], index, KnownLeader: true, TimeSpan.Zero)
        );

    private static ReadOutcome Nothing(ulong index) =>
        new ReadOutcome.Answered(new StoreAnswer([], index, KnownLeader: true, TimeSpan.Zero));

    /// <summary>Answers read after read and checks the index that each asked with; returns when all were taken in.</summary>
    private async Task PlayAsync(params (ulong AskedWith, ReadOutcome Answer)[] script)
    {
        foreach (var (askedWith, answer) in script)
        {
            Assert.Equal(askedWith, await _store.AnswerAsync(answer));
        }

        // The next read is asked only after the last answer was handled.
        await _store.AskedAsync();
    }
}
