using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Decision.Machine;

/// <summary>
/// Whether the store went back or lost what it must have (I-15). It latches: what comes after may look right again and be
/// wrong. Only an epoch that an operator recovered, newer than all that was seen, ends it.
/// </summary>
internal sealed class Rewind
{
    /// <summary>
    /// After a recovery a watch may still hand over an answer of the old store that was under way; for this long other holds
    /// from a watch are only late, and consistent reads alone decide, ms. Longer than any request takes, and shorter than an
    /// adoption, so that a hold or its release is read at once again when things move.
    /// </summary>
    private const long LateMilliseconds = 1_000;

    private long _recoveredAt = long.MinValue / 2;
    private long _recoveryAskedAt = long.MinValue / 2;
    private long _newestSeen;

    /// <summary>A sentence for the operator; null: the store is what it was.</summary>
    public string? Why { get; private set; }

    /// <param name="newestSeen">The highest epoch known: only a later one can be the recovery of this.</param>
    /// <returns>Whether it was not latched before.</returns>
    public bool Latch(string why, long newestSeen)
    {
        var first = Why is null;
        Why = why;
        _newestSeen = Math.Max(_newestSeen, newestSeen);
        return first;
    }

    /// <summary>
    /// A consistent read shows an operator's recovery that this machine has not seen yet, or a later epoch that carries its
    /// mark. Another cluster's never is one.
    /// </summary>
    public bool IsEndedBy(LedgerEntry entry, LedgerRead read, LedgerEntry? known, string? cluster) =>
        read.AskedAt is not null
        && (cluster is null || entry.Cluster == cluster)
        && entry.LastRecovery > (Why is null ? known?.Epoch ?? long.MaxValue : _newestSeen)
        && entry.Epoch >= entry.LastRecovery;

    /// <param name="read">The one that shows the recovery.</param>
    public void End(LedgerRead read) =>
        (Why, _newestSeen, _recoveredAt, _recoveryAskedAt) = (null, 0, read.At, read.AskedAt ?? read.At);

    /// <summary>
    /// What a watch shows now, or a consistent read that was asked for before the one which showed the recovery, may be of the
    /// store before it.
    /// </summary>
    public bool MayBeLate(long? askedAt, long now) =>
        askedAt is { } asked ? asked < _recoveryAskedAt : now - _recoveredAt < LateMilliseconds;

    /// <summary>
    /// Why what was read cannot follow what is known; null when it can, or proves nothing: only a consistent read that was
    /// asked for after what is known was seen cannot be merely late.
    /// </summary>
    public static string? Of(LedgerEntry entry, LedgerRead read, InForce known)
    {
        var isKnown = read.ModifyIndex == known.ModifyIndex && entry.Proposal == known.Entry.Proposal;
        if (isKnown || read.AskedAt is not { } asked || asked <= known.SeenAt)
        {
            return null;
        }

        return entry.Cluster != known.Entry.Cluster ? $"the ledger is now that of cluster {entry.Cluster}"
            : read.ModifyIndex <= known.ModifyIndex || entry.Epoch <= known.Entry.Epoch
                ? $"the ledger went back from epoch {known.Entry.Epoch} to {entry.Epoch}"
            : null;
    }
}
