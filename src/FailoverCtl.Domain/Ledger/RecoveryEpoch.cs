using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Domain.Ledger;

/// <summary>The epoch that an operator puts in force after the store went back or lost the ledger (I-15).</summary>
public static class RecoveryEpoch
{
    /// <summary>
    /// An epoch above this is implausible and no evidence: taking it for what was seen would leave too few numbers that DNS
    /// servers can be asked for, for all that follows the recovery.
    /// </summary>
    public const long EvidenceMax = LedgerEntry.EpochMax / 10;

    /// <summary>Like that of init it never moves, so that a controller adopts the epoch.</summary>
    public static Author Author { get; } = new(new("recover"), 0);

    /// <param name="chosen">Whose steering and latches come back into force.</param>
    /// <param name="newestSeen">The highest epoch that anything knows of, at most <see cref="EvidenceMax"/>: no epoch is ever
    /// used again.</param>
    /// <param name="proposal">Drawn by the caller; never used again.</param>
    public static LedgerEntry Of(LedgerEntry chosen, long newestSeen, string proposal, string sentence)
    {
        var epoch = Math.Min(Math.Max(newestSeen, chosen.Epoch), LedgerEntry.EpochMax - 1) + 1;
        return chosen with
        {
            Schema = LedgerEntry.CurrentSchema,
            Epoch = epoch,
            Author = Author,
            Proposal = proposal,
            Plan = new($"recover-{epoch}", 1, 1),
            Cause = new(CauseKind.Recovery, $"{epoch}", sentence),
            // The reports that it cited may be lost with the store: waiting for them would stop everyone.
            Evidence = SortedMap<AgentId, Mark>.Empty,
            LastRecovery = epoch,
        };
    }
}
