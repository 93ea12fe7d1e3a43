using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Decision.Machine;

/// <summary>What each DNS server answered when it was last asked for its epoch (I-10).</summary>
public sealed class Targets
{
    private readonly SortedDictionary<DnsServerId, TargetStatus> _seen = [];

    public EquatableArray<TargetStatus> All => _seen.Values.ToEquatableArray();

    /// <returns>Whether it says something new.</returns>
    public bool Take(DnsServerId server, long? epoch)
    {
        var status = new TargetStatus(server, epoch is not null, epoch ?? 0);
        var changed = !_seen.TryGetValue(server, out var known) || known != status;
        _seen[server] = status;
        return changed;
    }

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
