using System.Text;
using CsCheck;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Store;
using FailoverCtl.Store.Embedded;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>
/// The simulator believes in <see cref="KvMachine"/>. Here the same random histories run against it and against real
/// Consul, and every outcome and every content must be the same, but for the numbers of the indexes.
/// </summary>
public class ConsulModelTests
{
    private static readonly string[] Names = ["a", "a/b", "a/b/c", "ab", "b"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>An operation whose index is "the one that key had so many commits ago", different on either side.</summary>
    private sealed record Step(int Kind, string Key, string Value, int Back);

    [Fact]
    public async Task Random_histories_end_alike_on_the_machine_and_on_Consul()
    {
        var address = Environment.GetEnvironmentVariable("FAILOVERCTL_CONSUL_ADDR");
        Assert.SkipWhen(string.IsNullOrEmpty(address), "no Consul: set FAILOVERCTL_CONSUL_ADDR to http://host:port");
        using var consul = LoopbackStore.Client(new Uri(address!));
        var step = Gen.Select(
            Gen.Int[0, 6],
            Gen.Int[0, Names.Length - 1],
            Gen.Int[0, 2],
            Gen.Int[0, 2],
            (kind, key, value, back) => new Step(kind, Names[key], "xy"[..value], back)
        );

        await step.Array[1, 4].Array[1, 12].SampleAsync(history => RunAsync(consul, history), iter: 200, threads: 1);
    }

    private static async Task RunAsync(IKeyValueStore consul, Step[][] history)
    {
        var prefix = $"model/{Guid.NewGuid():n}/";
        var state = KvState.Empty;
        var model = new List<IReadOnlyDictionary<string, ulong>> { new Dictionary<string, ulong>() };
        var real = new List<IReadOnlyDictionary<string, ulong>> { new Dictionary<string, ulong>() };
        foreach (var steps in history)
        {
            var applied = KvMachine.Apply(state, Build(steps, prefix, model));
            var outcome = await consul.CommitAsync(Build(steps, prefix, real), Cancel);
            state = applied.State;

            Assert.Equal(Shape(applied.ToOutcome()), Shape(outcome));
            var read = await consul.ReadAsync(KeyQuery.Under(prefix), ReadMode.Consistent, Cancel);
            var values = Assert.IsType<ReadOutcome.Answered>(read).Answer.Values;
            Assert.Equal(Content(state.Entries), Content(values));
            model.Add(state.Entries.ToDictionary(e => e.Key, e => e.ModifyIndex, StringComparer.Ordinal));
            real.Add(values.ToDictionary(e => e.Key, e => e.ModifyIndex, StringComparer.Ordinal));
            Assert.Equal(Ranks(state.Entries), Ranks(values));
        }

        await consul.CommitAsync(Transaction.Of(new StoreOperation.DeleteTree(prefix)), Cancel);
    }

    private static Transaction Build(Step[] steps, string prefix, List<IReadOnlyDictionary<string, ulong>> past) =>
        new(steps.Select(step => Operation(step, prefix + step.Key, past)).ToEquatableArray());

    private static StoreOperation Operation(Step step, string key, List<IReadOnlyDictionary<string, ulong>> past)
    {
        var index = past[Math.Max(0, past.Count - 1 - step.Back)].GetValueOrDefault(key);
        var value = Encoding.UTF8.GetBytes(step.Value);
        return step.Kind switch
        {
            0 => new StoreOperation.Set(key, value),
            1 => new StoreOperation.Cas(key, value, index),
            2 => new StoreOperation.CheckIndex(key, index),
            3 => new StoreOperation.CheckNotExists(key),
            4 => new StoreOperation.Delete(key),
            5 => new StoreOperation.DeleteCas(key, index),
            _ => new StoreOperation.DeleteTree(key),
        };
    }

    /// <summary>The outcome without its indexes: which operations failed, or which of them have equal indexes.</summary>
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

    private static IEnumerable<string> Content(IEnumerable<KeyValue> entries) =>
        entries.Select(e => $"{e.Key}={Encoding.UTF8.GetString(e.Value.Span)}");

    /// <summary>Create and modify indexes, replaced by their order among all of them.</summary>
    private static IEnumerable<(int Create, int Modify)> Ranks(IReadOnlyCollection<KeyValue> entries)
    {
        var all = entries.SelectMany(e => new[] { e.CreateIndex, e.ModifyIndex }).Distinct().Order().ToList();
        return entries.Select(e => (all.IndexOf(e.CreateIndex), all.IndexOf(e.ModifyIndex)));
    }
}
