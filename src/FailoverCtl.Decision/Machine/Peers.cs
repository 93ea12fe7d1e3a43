using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Decision.Machine;

/// <summary>The other controllers, as their heartbeats show them: who moves, who stalls, whose turn it is.</summary>
public sealed class Peers(Self self)
{
    /// <summary>A heartbeat that has not moved for this long is dead, ms (DESIGN: rank, stall).</summary>
    public const long StallMilliseconds = 2_000;

    private readonly SortedDictionary<ControllerId, Beat> _beats = [];

    /// <summary>Takes a heartbeat; it moves when its counter does, under the same boot or another.</summary>
    public void Take(ControllerStatus status, long now)
    {
        if (status.Id == self.Id && status.Boot == self.Boot)
        {
            return;
        }

        var moved =
            !_beats.TryGetValue(status.Id, out var known)
            || known.Status.Boot != status.Boot
            || known.Status.Counter < status.Counter;
        if (moved)
        {
            var ledgerMovedAt =
                known is not null && known.Status.LedgerIndex == status.LedgerIndex ? known.LedgerMovedAt : now;
            _beats[status.Id] = new(status, now, ledgerMovedAt);
        }
    }

    /// <summary>The largest time in force that anyone counted for this epoch, ms; a successor can only wait longer.</summary>
    public long ElapsedOf(long epoch, long now) =>
        _beats
            .Values.Where(b => b.Status.Epoch == epoch)
            .Select(b => b.Status.EpochElapsedMilliseconds + (now - b.MovedAt))
            .DefaultIfEmpty(0)
            .Max();

    /// <summary>
    /// Another process under this controller's own name. The first beat that is seen may be the last of an earlier life: that
    /// shows when it stands still, and until then the later one stands by (F-36).
    /// </summary>
    public bool HasDouble(long now) =>
        _beats.TryGetValue(self.Id, out var beat) && now - beat.MovedAt < StallMilliseconds;

    /// <param name="since">When this machine first saw the epoch in force.</param>
    /// <param name="ledgerIndex">The store's index of that epoch.</param>
    public bool IsStalled(Author author, long since, ulong ledgerIndex, long now)
    {
        if (author == self.AsAuthor)
        {
            return false;
        }

        if (!_beats.TryGetValue(author.Controller, out var beat) || beat.Status.Boot != author.Boot)
        {
            return now - since >= StallMilliseconds;
        }

        var counterStands = now - Math.Max(beat.MovedAt, since) >= StallMilliseconds;
        var ledgerStands =
            beat.Status.LedgerIndex < ledgerIndex && now - Math.Max(beat.LedgerMovedAt, since) >= StallMilliseconds;
        return counterStands || ledgerStands;
    }

    /// <summary>
    /// Position in the order of proposing: the author first, then by hash of name and epoch; those inside the suspected
    /// scope come last, the author among them.
    /// </summary>
    public int RankOf(Author author, long epoch, Func<SiteId?, bool> isSuspected, long now)
    {
        var mine = Order(self.Id, self.Site, self.AsAuthor == author);
        return _beats
            .Values.Where(b => b.Status.Id != self.Id && now - b.MovedAt < StallMilliseconds)
            .Count(b =>
                Order(b.Status.Id, b.Status.Site, new Author(b.Status.Id, b.Status.Boot) == author).CompareTo(mine) < 0
            );

        (bool, bool, ulong, string) Order(ControllerId id, SiteId? site, bool isAuthor) =>
            (isSuspected(site), !isAuthor, PlanId.Hash($"{id}/{epoch}"), id.Value);
    }

    private sealed record Beat(ControllerStatus Status, long MovedAt, long LedgerMovedAt);
}
