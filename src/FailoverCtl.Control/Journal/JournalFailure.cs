namespace FailoverCtl.Control.Journal;

/// <summary>Why nothing was recorded; whoever gets one must not act (F-32).</summary>
/// <param name="Message">What, where, why and what to do.</param>
public sealed record JournalFailure(JournalFailureKind Kind, string Message);

public enum JournalFailureKind
{
    DiskFull,

    /// <summary>The file cannot be opened or written.</summary>
    Unwritable,

    /// <summary>Written, but not durable: the file is opened anew before the next record.</summary>
    NotDurable,

    /// <summary>What stands in the file is not what was written.</summary>
    Damaged,

    /// <summary>Another process writes it.</summary>
    InUse,

    /// <summary>It is the journal of another cluster (F-33).</summary>
    OtherCluster,
}
