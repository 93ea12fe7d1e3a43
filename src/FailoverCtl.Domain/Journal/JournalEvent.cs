using System.Text.Json.Serialization;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Domain.Journal;

/// <summary>
/// One line of the journal: every input that counts, every verdict, refusal, commit and write. The checker reads these
/// and nothing else, so each event carries what is needed to judge it.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(StartEvent), "start")]
[JsonDerivedType(typeof(TopologyEvent), "topology")]
[JsonDerivedType(typeof(ReportEvent), "report")]
[JsonDerivedType(typeof(VerdictEvent), "verdict")]
[JsonDerivedType(typeof(PlanEvent), "plan")]
[JsonDerivedType(typeof(RefusalEvent), "refusal")]
[JsonDerivedType(typeof(LedgerEvent), "ledger")]
[JsonDerivedType(typeof(WriteEvent), "write")]
[JsonDerivedType(typeof(ReadBackEvent), "readback")]
[JsonDerivedType(typeof(AnswerEvent), "answer")]
[JsonDerivedType(typeof(HoldsEvent), "hold")]
[JsonDerivedType(typeof(ModeEvent), "mode")]
[JsonDerivedType(typeof(ReflexEvent), "reflex")]
public abstract record JournalEvent;

/// <summary>A process begins its life. Times of one process are only comparable within one boot.</summary>
/// <param name="Process">controller/ID or dns/ID.</param>
public sealed record StartEvent(string Cluster, string Process, long Boot) : JournalEvent;

/// <summary>A topology came into force, whole: the checker knows no other.</summary>
public sealed record TopologyEvent(string Hash, Topology.Topology Topology) : JournalEvent;

/// <summary>A report was read from the board.</summary>
public sealed record ReportEvent(Report Report) : JournalEvent
{
    /// <summary>
    /// False for the first of its agent since the reader started or its watch was interrupted: it may have lain in the store
    /// for all that time, so it says nothing (I-07).
    /// </summary>
    public bool Moved { get; init; } = true;
}

/// <summary>A site's condition changed.</summary>
public sealed record VerdictEvent(SiteId Site, SiteCondition Condition, Vote Vote) : JournalEvent;

/// <summary>A plan is about to be proposed.</summary>
public sealed record PlanEvent(Plan Plan) : JournalEvent;

/// <summary>A plan was not proposed: findings, or the mode.</summary>
public sealed record RefusalEvent(string PlanId, Cause Cause, EquatableArray<Finding> Findings, string Why)
    : JournalEvent;

/// <summary>A ledger entry was read: committed by this process, or by another.</summary>
/// <param name="Outcome">committed, lost (another one won against our proposal) or observed.</param>
/// <param name="ModifyIndex">The store's index of this value.</param>
public sealed record LedgerEvent(LedgerOutcome Outcome, ulong ModifyIndex, LedgerEntry Entry) : JournalEvent;

[JsonConverter(typeof(JsonStringEnumConverter<LedgerOutcome>))]
public enum LedgerOutcome
{
    Committed,
    Lost,
    Observed,
}

/// <summary>One write to a target, or a DNS role taking up an epoch.</summary>
/// <param name="By">The author in whose name it is written.</param>
/// <param name="After">What it answers from then on: weights above zero by endpoint.</param>
/// <param name="FreshnessMilliseconds">Age of the consistent read of ledger and holds when the write began; -1 where the
/// target itself follows the ledger.</param>
/// <param name="Result">applied, refused (the target is at a newer epoch), failed or unknown.</param>
public sealed record WriteEvent(
    string Target,
    long Epoch,
    Author By,
    SortedMap<EndpointId, int> After,
    long FreshnessMilliseconds,
    WriteResult Result
) : JournalEvent;

[JsonConverter(typeof(JsonStringEnumConverter<WriteResult>))]
public enum WriteResult
{
    Applied,
    Refused,
    Failed,
    Unknown,
}

/// <param name="Seen">The epoch read back; 0: no answer.</param>
public sealed record ReadBackEvent(string Target, long Seen) : JournalEvent;

/// <summary>A DNS answer as a client got it.</summary>
public sealed record AnswerEvent(string Name, AddressFamily Family, string Server, EquatableArray<string> Addresses)
    : JournalEvent;

/// <summary>The holds in force changed.</summary>
public sealed record HoldsEvent(Holds Holds) : JournalEvent;

/// <summary>The state of this controller's coordination changed.</summary>
public sealed record ModeEvent(CoordinationMode Mode, string Why) : JournalEvent;

[JsonConverter(typeof(JsonStringEnumConverter<CoordinationMode>))]
public enum CoordinationMode
{
    Normal,
    Frozen,
    CoordinationLost,

    /// <summary>The store went backwards, or a key that must exist is missing (I-15): nothing is written.</summary>
    Rewound,
}
