using System.Text;
using CsCheck;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Store;
using FailoverCtl.Store.Embedded;
using Xunit;

namespace FailoverCtl.Tests.Core.Store;

/// <summary>Random histories on few keys and few values, so that every collision happens often.</summary>
public class KvMachineProperties
{
    private static readonly Gen<string> Key = Of("a", "a/b", "a/b/c", "a/c", "ab", "b");
    private static readonly Gen<string> Prefix = Of("", "a", "a/", "a/b", "b", "zz");
    private static readonly Gen<ReadOnlyMemory<byte>> Value = Of("", "x", "y")
        .Select(text => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text));

    // Indexes around those that the history really uses, 0 among them.
    private static readonly Gen<ulong> Index = Gen.ULong[0, 12];

    private static readonly Gen<StoreOperation> Operation = Gen.OneOf(
        Gen.Select(Key, Value, (key, value) => (StoreOperation)new StoreOperation.Set(key, value)),
        Gen.Select(Key, Value, (key, value) => (StoreOperation)new StoreOperation.Set(key, value, 7)),
        Gen.Select(Key, Value, Index, (key, value, i) => (StoreOperation)new StoreOperation.Cas(key, value, i)),
        Gen.Select(Key, Index, (key, i) => (StoreOperation)new StoreOperation.CheckIndex(key, i)),
        Key.Select(key => (StoreOperation)new StoreOperation.CheckNotExists(key)),
        Key.Select(key => (StoreOperation)new StoreOperation.Delete(key)),
        Gen.Select(Key, Index, (key, i) => (StoreOperation)new StoreOperation.DeleteCas(key, i)),
        Prefix.Select(prefix => (StoreOperation)new StoreOperation.DeleteTree(prefix))
    );

    private static readonly Gen<Transaction[]> History = Operation
        .Array[0, 3]
        .Select(operations => new Transaction(operations.ToEquatableArray()))
        .Array[0, 20];

    private static readonly KeyQuery[] Queries =
    [
        .. new[] { "a", "a/b", "a/b/c", "a/c", "ab", "b", "never" }.Select(KeyQuery.One),
        .. new[] { "", "a", "a/", "a/b", "a/b/", "b", "zz" }.Select(KeyQuery.Under),
    ];

    [Fact]
    public void The_machine_agrees_with_a_naive_table() =>
        History.Sample(history =>
        {
            var state = KvState.Empty;
            var oracle = new NaiveTable();
            foreach (var transaction in history)
            {
                var applied = KvMachine.Apply(state, transaction);
                Assert.Equal(oracle.Apply(transaction), applied.ToOutcome());
                state = applied.State;
                Assert.Equal(oracle.Index, state.Index);
                Assert.Equal(oracle.Rows(), [.. state.Entries]);
            }
        });

    [Fact]
    public void The_index_of_a_query_never_falls_and_rises_with_every_change_of_its_content() =>
        History.Sample(history =>
        {
            var state = KvState.Empty;
            foreach (var transaction in history)
            {
                var next = KvMachine.Apply(state, transaction).State;
                foreach (var query in Queries)
                {
                    Assert.InRange(next.IndexOf(query), state.IndexOf(query), next.Index);
                    if (!Content(state, query).SequenceEqual(Content(next, query)))
                    {
                        Assert.True(next.IndexOf(query) > state.IndexOf(query), $"{query} changed and kept its index");
                    }
                }

                state = next;
            }
        });

    [Fact]
    public void The_change_turns_the_state_before_into_the_state_after() =>
        History.Sample(history =>
        {
            var state = KvState.Empty;
            foreach (var transaction in history)
            {
                var applied = KvMachine.Apply(state, transaction);
                if (applied.Change is null)
                {
                    Assert.Same(state, applied.State);
                }
                else
                {
                    var rebuilt = state.Entries.ToDictionary(e => e.Key, StringComparer.Ordinal);
                    foreach (var key in applied.Change.Keys)
                    {
                        Assert.Equal(key.Before, rebuilt.GetValueOrDefault(key.Key));
                        rebuilt.Remove(key.Key);
                        if (key.After is { } after)
                        {
                            rebuilt.Add(key.Key, after);
                        }
                    }

                    Assert.Equal(
                        rebuilt.Values.OrderBy(e => e.Key, StringComparer.Ordinal),
                        [.. applied.State.Entries]
                    );
                }

                state = applied.State;
            }
        });

    [Fact]
    public void The_graveyard_is_bounded_and_forgetting_lowers_no_index()
    {
        var state = KvState.Empty;
        state = Apply(state, new StoreOperation.Set("kept/a", new byte[1]));
        state = Apply(state, new StoreOperation.Set("kept/b", new byte[1]));
        state = Apply(state, new StoreOperation.Delete("kept/b"));
        for (var i = 0; i < KvMachine.TombstonesMax * 2; i++)
        {
            var kept = state.IndexOf(KeyQuery.Under("kept/"));
            state = Apply(state, new StoreOperation.Set($"d/{i}", new byte[1]));
            state = Apply(state, new StoreOperation.Delete($"d/{i}"));
            Assert.True(state.Tombstones.Count <= KvMachine.TombstonesMax);
            Assert.True(state.IndexOf(KeyQuery.Under("kept/")) >= kept);
        }

        Assert.True(state.GraveyardFloor > 0);
    }

    [Fact]
    public void A_write_keeps_its_own_copy_of_the_bytes()
    {
        var buffer = new byte[] { 1, 2, 3 };
        var state = Apply(KvState.Empty, new StoreOperation.Set("a", buffer));

        buffer[0] = 9;

        Assert.Equal([1, 2, 3], state.Find("a")!.Value.ToArray());
    }

    private static Gen<string> Of(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static KvState Apply(KvState state, StoreOperation operation) =>
        KvMachine.Apply(state, Transaction.Of(operation)).State;

    private static IEnumerable<KeyValue> Content(KvState state, KeyQuery query) =>
        state.Entries.Where(entry => query.Covers(entry.Key));
}
