using FailoverCtl.Decision.Machine;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Control.Ports;

/// <summary>
/// The store as the loop uses it. Every call only begins something: its result comes back as a call of the loop, on the
/// loop's own thread. Production and simulation differ behind this port and nowhere else.
/// </summary>
public interface IStorePort
{
    /// <summary>A consistent read of ledger and holds, answered by <see cref="ControlLoop.FenceRead"/> or
    /// <see cref="ControlLoop.FenceFailed"/>.</summary>
    /// <param name="askedAt">Comes back with the answer: freshness counts from the request.</param>
    void ReadFence(long askedAt);

    /// <summary>One transaction: cas on the ledger, check-index on the holds, the intents' outcomes, the plan's explanation.
    /// Answered once by <see cref="ControlLoop.CommitReplied"/>, whatever happened; never sent twice.</summary>
    void Commit(Commit commit);

    /// <summary>Publishes the heartbeat; a lost one is made good by the next.</summary>
    void Publish(ControllerStatus status);

    /// <summary>Writes an intent's outcome from the index at which it was read; a lost race is left to the winner.</summary>
    void Answer(IntentChange change);
}

/// <param name="LedgerIndex">The index that the ledger must still have.</param>
/// <param name="HoldsIndex">The index that the holds must still have: a hold set meanwhile makes the commit fail (I-23).</param>
/// <param name="DecidedAt">Monotonic ms: a commit that could not be sent within a second of this is not sent.</param>
public sealed record Commit(
    LedgerEntry Entry,
    Plan Plan,
    ulong LedgerIndex,
    ulong HoldsIndex,
    IReadOnlyList<IntentChange> Intents,
    long DecidedAt
);
