namespace FailoverCtl.Dns.State;

/// <summary>What is wrong with the state on disk.</summary>
/// <param name="Sentence">What, where, why and what to do, for the operator.</param>
public sealed record StateProblem(StateProblemKind Kind, string Sentence);

public enum StateProblemKind
{
    /// <summary>There is none: this server has never had a state here, or it was removed.</summary>
    Missing,

    /// <summary>Not what was written: truncated, altered, or of another program.</summary>
    Corrupt,

    /// <summary>The disk does not give it.</summary>
    Unreadable,

    DiskFull,

    /// <summary>The disk does not take it, for another reason than space.</summary>
    Unwritable,

    /// <summary>What was written reads well and makes no zone, or belongs to another cluster.</summary>
    Unusable,
}
