using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Decision.Machine;

/// <summary>What each DNS server answered when it was last asked for its epoch (I-10).</summary>
public sealed class Targets
{
    private readonly SortedDictionary<DnsServerId, TargetStatus> _seen = [];
    private readonly SortedDictionary<DnsServerId, long> _changedAt = [];
    private long _firstAt = long.MinValue;
    private bool _wereAsked;

    public EquatableArray<TargetStatus> All => _seen.Values.ToEquatableArray();

    /// <summary>The highest epoch that any of them answers.</summary>
    public long Newest => _seen.Values.Select(t => t.SeenEpoch).DefaultIfEmpty(0).Max();

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
    /// alone, so the ledger has lost it (I-15). Null: none.
    /// </summary>
    public TargetStatus? Ahead(long epoch, long askedAt) =>
        _seen.Values.FirstOrDefault(t => t.SeenEpoch > epoch && _changedAt[t.Server] < askedAt);

    /// <summary>
    /// Every server outside the scope that answers is at the epoch, and at least one answers: a timeout is unknown, never
    /// success.
    /// </summary>
    public bool AreLevel(long epoch, Func<DnsServerId, bool> isInScope)
    {
        var outside = _seen.Values.Where(t => !isInScope(t.Server) && t.Reached).ToArray();
        return outside.Length > 0 && outside.All(t => t.SeenEpoch >= epoch);
    }
}
