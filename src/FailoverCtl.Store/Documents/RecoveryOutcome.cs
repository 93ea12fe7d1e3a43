namespace FailoverCtl.Store.Documents;

/// <summary>Whether a recovery is in force, by what the ledger shows after it; what the commit answered is only told.</summary>
public abstract record RecoveryOutcome
{
    private RecoveryOutcome() { }

    /// <summary>It is in force, or was and has been followed since.</summary>
    public sealed record Made : RecoveryOutcome;

    /// <param name="Said">What the commit answered. After a failure it may still be made later.</param>
    public sealed record NotMade(CommitOutcome Said) : RecoveryOutcome;

    /// <param name="Failure">Why the ledger could not be read.</param>
    public sealed record Unknown(StoreFailure Failure) : RecoveryOutcome;
}
