using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store.Embedded;

/// <summary>What one transaction did.</summary>
/// <param name="State">The state after it; the very same object when nothing changed.</param>
/// <param name="Change">What to make durable and whom to wake; null when nothing changed.</param>
/// <param name="Results">One per operation: the key after it; null for deletes and check-not-exists. Empty on a conflict.</param>
/// <param name="Errors">Every operation that failed; empty unless the transaction was rolled back.</param>
public sealed record KvApplied(
    KvState State,
    KvChange? Change,
    EquatableArray<KeyValue?> Results,
    EquatableArray<OperationError> Errors
)
{
    public CommitOutcome ToOutcome() =>
        Errors.IsEmpty
            ? new CommitOutcome.Committed(Results.Select(r => r?.ModifyIndex ?? 0).ToEquatableArray())
            : new CommitOutcome.Conflict(Errors);
}

/// <summary>The difference between two neighbouring states.</summary>
/// <param name="Keys">Sorted by key; before or after is null where the key did not exist.</param>
/// <param name="Buried">The tombstones that are new or newer.</param>
public sealed record KvChange(
    ulong Index,
    EquatableArray<KeyChange> Keys,
    EquatableArray<Tombstone> Buried,
    ulong GraveyardFloor
);

public sealed record KeyChange(string Key, KeyValue? Before, KeyValue? After);
