using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store.Embedded;

/// <summary>
/// Consul's key-value table as a pure function: a state and a transaction give the next state. The embedded store
/// runs it, and so does the simulator, where it stands for Consul.
/// </summary>
public static class KvMachine
{
    /// <summary>Above this many tombstones the older half goes, and the graveyard's floor rises instead.</summary>
    public const int TombstonesMax = 4096;

    /// <summary>
    /// All operations or none, under one new index. A value that is already there is not written again: its
    /// ModifyIndex stays, nobody wakes, and if nothing else happened the index stays too.
    /// </summary>
    public static KvApplied Apply(KvState state, Transaction transaction)
    {
        var draft = new KvDraft(state);
        var results = new KeyValue?[transaction.Operations.Count];
        var errors = new List<OperationError>();
        for (var i = 0; i < results.Length; i++)
        {
            if (draft.Run(transaction.Operations[i], out results[i]) is { } error)
            {
                errors.Add(new OperationError(i, error));
            }
        }

        if (errors.Count > 0)
        {
            return new KvApplied(state, null, [], errors.ToEquatableArray());
        }

        var change = draft.Finish(out var next);
        return new KvApplied(next, change, EquatableArray.Create<KeyValue?>(results), []);
    }
}
