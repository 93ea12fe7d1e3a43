using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Decision.Machine;

/// <summary>What each DNS server answered when it was last asked for its epoch (I-10).</summary>
public sealed class Targets
{
    private readonly SortedDictionary<DnsServerId, TargetStatus> _seen = [];
    private readonly SortedDictionary<DnsServerId, long> _changedAt = [];
    private readonly SortedDictionary<DnsServerId, Doubt> _doubts = [];
    private long _firstAt = long.MinValue;
    private bool _wereAsked;

    public EquatableArray<TargetStatus> All => _seen.Values.ToEquatableArray();

    /// <summary>Forgets servers that are no longer declared: nobody asks them any more, and they would look behind for ever.</summary>
    public void Keep(IReadOnlyList<DnsServerId> declared)
    {
        foreach (var server in _seen.Keys.Except(declared).ToArray())
        {
            _seen.Remove(server);
            _changedAt.Remove(server);
            _doubts.Remove(server);
        }
    }

    /// <returns>Whether it says something new.</returns>
    public bool Take(DnsServerId server, long? epoch, long now)
    {
        var status = new TargetStatus(server, epoch is not null, epoch ?? 0);
        var changed = !_seen.TryGetValue(server, out var known) || known != status;
        if (changed)
        {
            _firstAt = known is null ? now : _firstAt;
            _changedAt[server] = now;
        }

        _seen[server] = status;
        if (epoch is { } answered && _doubts.TryGetValue(server, out var doubt))
        {
            if (answered > doubt.LedgerEpoch)
            {
                _doubts[server] = doubt with { RepeatedAt = doubt.RepeatedAt ?? now };
            }
            else
            {
                _doubts.Remove(server);
            }
        }

        return changed;
    }

    /// <summary>
    /// All of them have been asked once, in vain or not, and the ledger was read after that: a process that starts in a store
    /// that went back learns of it only from them (I-15).
    /// </summary>
    public bool WereAskedBefore(long askedAt, IReadOnlyList<DnsServerId> all)
    {
        _wereAsked = _wereAsked || (askedAt > _firstAt && all.All(_seen.ContainsKey));
        return _wereAsked;
    }

    /// <summary>
    /// A server that answered a newer epoch before this read of the ledger was asked for: servers take epochs from the ledger
    /// alone, so the ledger has lost it (I-15). Anyone can forge one UDP answer, so the first such read only makes it doubtful;
    /// it counts when the server repeats it after that read, and the ledger, read once more, still has no such epoch.
    /// </summary>
    /// <param name="epoch">What a consistent read of the ledger showed.</param>
    /// <param name="askedAt">When that read was asked for.</param>
    /// <returns>A server that has proven it; null: none.</returns>
    public TargetStatus? Ahead(long epoch, long askedAt)
    {
        TargetStatus? proof = null;
        foreach (var status in _seen.Values.Where(t => t.Reached && _changedAt[t.Server] < askedAt))
        {
            if (status.SeenEpoch <= epoch)
            {
                _doubts.Remove(status.Server);
            }
            else if (!_doubts.TryGetValue(status.Server, out var doubt))
            {
                _doubts.Add(status.Server, new(epoch, null));
            }
            else if (doubt.RepeatedAt < askedAt)
            {
                proof ??= status;
            }
        }

        return proof;
    }

    /// <summary>
    /// A server that answers a newer epoch than a later read of the ledger showed, which is not proven yet; null: none.
    /// </summary>
    public TargetStatus? Doubtful(long epoch) =>
        _seen.Values.FirstOrDefault(t => t.SeenEpoch > epoch && _doubts.ContainsKey(t.Server));

    /// <summary>
    /// Every server outside the scope that answers is at the epoch, and at least one answers: a timeout is unknown, never
    /// success.
    /// </summary>
    public bool AreLevel(long epoch, Func<DnsServerId, bool> isInScope)
    {
        var outside = _seen.Values.Where(t => !isInScope(t.Server) && t.Reached).ToArray();
        return outside.Length > 0 && outside.All(t => t.SeenEpoch >= epoch);
    }

    /// <param name="LedgerEpoch">What the ledger showed when the server was found to answer a newer epoch.</param>
    /// <param name="RepeatedAt">When it first answered a newer one again; null: not yet.</param>
    private sealed record Doubt(long LedgerEpoch, long? RepeatedAt);
}
