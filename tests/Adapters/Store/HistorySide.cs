using System.Text;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Store;
using FailoverCtl.Store.Embedded;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>One of the two stores of a history, with the indexes that its keys have had.</summary>
internal sealed class HistorySide(IKeyValueStore store, string prefix, List<IReadOnlyDictionary<string, ulong>> past)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public List<IReadOnlyDictionary<string, ulong>> Past => past;

    public IReadOnlyList<StoreAnswer> Last { get; private set; } = [];

    public async Task<IReadOnlyList<StoreAnswer>> ReadAsync(IReadOnlyList<KeyQuery> queries)
    {
        var answers = new List<StoreAnswer>(queries.Count);
        foreach (var query in queries)
        {
            answers.Add(Answer(await store.ReadAsync(query, ReadMode.Consistent, Cancel)));
        }

        return Last = answers;
    }

    /// <summary>Waits for a change of every query; asks again after a wake-up for nothing, as Consul gives for empty ones.</summary>
    public async Task<IReadOnlyList<StoreAnswer>> WatchAsync(
        IReadOnlyList<KeyQuery> queries,
        IReadOnlyList<StoreAnswer> seen,
        IReadOnlyList<TimeSpan> waits
    ) => await Task.WhenAll(queries.Select((query, i) => WatchAsync(query, seen[i], waits[i])));

    /// <summary>Does it; the outcome without the numbers of its indexes.</summary>
    public async Task<string> DoAsync(HistoryMove move)
    {
        var shape = move switch
        {
            HistoryMove.Commit commit => Shape(await store.CommitAsync(Build(commit), Cancel)),
            HistoryMove.Put put => (await store.PutAsync(prefix + put.Key, Bytes(put.Value), Cancel))?.Message ?? "put",
            _ => throw new InvalidOperationException(move.ToString()),
        };
        var all = Answer(await store.ReadAsync(KeyQuery.Under(prefix), ReadMode.Consistent, Cancel));
        past.Add(all.Values.ToDictionary(e => e.Key, e => e.ModifyIndex, StringComparer.Ordinal));
        return shape;
    }

    /// <summary>What the embedded store would answer after the move.</summary>
    public IReadOnlyList<StoreAnswer> Foresee(HistoryMove move, IReadOnlyList<KeyQuery> queries)
    {
        var state = ((EmbeddedStore)store).State;
        var transaction = move switch
        {
            HistoryMove.Commit commit => Build(commit),
            HistoryMove.Put put => Transaction.Of(new StoreOperation.Set(prefix + put.Key, Bytes(put.Value))),
            _ => throw new InvalidOperationException(move.ToString()),
        };
        var after = KvMachine.Apply(state, transaction).State;
        return
        [
            .. queries.Select(q => new StoreAnswer(
                after.Entries.Where(e => q.Covers(e.Key)).ToEquatableArray(),
                after.IndexOf(q),
                KnownLeader: true,
                TimeSpan.Zero
            )),
        ];
    }

    /// <summary>An empty answer carries the whole store's index: only its content tells that it has changed.</summary>
    public static bool IsWoken(StoreAnswer seen, StoreAnswer answer) =>
        seen.Values.IsEmpty ? !answer.Values.IsEmpty : answer.Index > seen.Index;

    private async Task<StoreAnswer> WatchAsync(KeyQuery query, StoreAnswer seen, TimeSpan wait)
    {
        var answer = seen;
        for (var asked = 0; asked < 3; asked++)
        {
            answer = Answer(await store.WatchAsync(query, answer.Index, wait, ReadMode.Default, Cancel));
            if (IsWoken(seen, answer) || wait < TimeSpan.FromSeconds(1))
            {
                break;
            }
        }

        return answer;
    }

    private static StoreAnswer Answer(ReadOutcome outcome) => Assert.IsType<ReadOutcome.Answered>(outcome).Answer;

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private Transaction Build(HistoryMove.Commit commit) =>
        new(commit.Steps.Select(step => Operation(step, prefix + step.Key)).ToEquatableArray());

    private StoreOperation Operation(HistoryStep step, string key)
    {
        var then = past.Count - 1 - step.Back;
        var index = then < 0 ? 0 : past[then].GetValueOrDefault(key);
        return step.Kind switch
        {
            HistoryStepKind.Set => new StoreOperation.Set(key, Bytes(step.Value)),
            HistoryStepKind.Cas => new StoreOperation.Cas(key, Bytes(step.Value), index),
            HistoryStepKind.CheckIndex => new StoreOperation.CheckIndex(key, index),
            HistoryStepKind.CheckNotExists => new StoreOperation.CheckNotExists(key),
            HistoryStepKind.Delete => new StoreOperation.Delete(key),
            HistoryStepKind.DeleteCas => new StoreOperation.DeleteCas(key, index),
            HistoryStepKind.DeleteTree => new StoreOperation.DeleteTree(key),
        };
    }

    /// <summary>Which operations failed and why, or which of them have equal indexes.</summary>
    private static string Shape(CommitOutcome outcome) =>
        outcome switch
        {
            CommitOutcome.Committed committed => "committed "
                + string.Join(
                    ',',
                    committed.ModifyIndexes.Select(i => committed.ModifyIndexes.Count(j => j > 0 && j < i))
                ),
            CommitOutcome.Conflict conflict => "conflict "
                + string.Join(';', conflict.Errors.Select(e => $"{e.OperationIndex} {Words(e.What)}")),
            CommitOutcome.Failed failed => failed.Failure.Message,
            _ => throw new InvalidOperationException(outcome.ToString()),
        };

    // Keys hold digits too, but the same ones on both sides: only whole numbers between spaces are indexes.
    private static string Words(string what) =>
        string.Join(' ', what.Split(' ').Where(word => !ulong.TryParse(word, out _)));
}
