using FailoverCtl.Decision.Diagnosis;
using FailoverCtl.Decision.Evidence;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Planning;

/// <summary>Everything a plan is made from. Two controllers with equal inputs make the same plan.</summary>
/// <param name="Latches">Those of the ledger, counted down to now.</param>
/// <param name="Intents">Pending ones, in order.</param>
/// <param name="GateOpen">The present epoch is read back and has been observed long enough (I-10, I-18).</param>
/// <param name="Calm">A freeze may end: the count has been below its threshold long enough.</param>
/// <param name="AuthorStalled">The author of the epoch in force has not moved for 2 s.</param>
public sealed record PlanningInput(
    Topology Topology,
    LedgerEntry Ledger,
    Latches Latches,
    Situation Situation,
    Board Board,
    Holds Holds,
    EquatableArray<Intent> Intents,
    bool GateOpen,
    bool Calm,
    bool AuthorStalled
)
{
    /// <summary>Sites whose drain is due and all of whose endpoints are up by vote.</summary>
    public EquatableArray<SiteId> Up { get; init; } = [];

    /// <summary>Topologies that pending intents want in force, by hash.</summary>
    public IReadOnlyDictionary<string, Topology> Candidates { get; init; } =
        new SortedDictionary<string, Topology>(StringComparer.Ordinal);
}

/// <summary>What an intent becomes without a plan of its own.</summary>
public sealed record IntentAnswer(string IntentId, IntentOutcome Outcome);
