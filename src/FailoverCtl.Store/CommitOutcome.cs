using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store;

/// <summary>
/// What came back from a commit. A hint only: who won is what a consistent read says, because a commit that timed
/// out may be applied later, and its author's next try then conflicts with the author's own write.
/// </summary>
public abstract record CommitOutcome
{
    private CommitOutcome() { }

    /// <param name="ModifyIndexes">One per operation: the key's ModifyIndex after it; 0 for deletes and check-not-exists.</param>
    public sealed record Committed(EquatableArray<ulong> ModifyIndexes) : CommitOutcome;

    /// <summary>Nothing was written; every operation that failed is listed.</summary>
    public sealed record Conflict(EquatableArray<OperationError> Errors) : CommitOutcome;

    /// <summary>The outcome is unknown: the transaction may be applied, now or later. Read back, consistently.</summary>
    public sealed record Failed(StoreFailure Failure) : CommitOutcome;
}

/// <summary>Why one operation stopped its transaction.</summary>
/// <param name="OperationIndex">Counted from 0.</param>
/// <param name="What">In Consul's words.</param>
public sealed record OperationError(int OperationIndex, string What);
