using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Decision.Machine;

/// <summary>The other controllers, as their heartbeats show them: who moves, who stalls, whose turn it is.</summary>
public sealed class Peers(Self self)
{
    /// <summary>A heartbeat that has not moved for this long is dead, ms (DESIGN: rank, stall).</summary>
    public const long StallMilliseconds = 2_000;

    /// <summary>
    /// A silence of all, this controller's own heartbeats among them, counts for no more than this, ms: longer, and it is this
    /// one's watch that is deaf. One that hears nothing would else take the author for dead, for ever, again after each epoch.
    /// </summary>
    private const long SilenceMilliseconds = 1_000;

    private readonly SortedDictionary<ControllerId, Beat> _beats = [];
    private long _ownCounter = -1;
    private long _heardAt = long.MinValue / 2;
    private long _listened;

    /// <summary>Takes a heartbeat, its own too; it moves when its counter does, under the same boot or another.</summary>
    public void Take(ControllerStatus status, long now)
    {
        if (status.Id == self.Id && status.Boot == self.Boot)
        {
            if (_ownCounter < status.Counter)
            {
                _ownCounter = status.Counter;
                Hear(now);
            }

            return;
        }

        var moved =
            !_beats.TryGetValue(status.Id, out var known)
            || known.Status.Boot != status.Boot
            || known.Status.Counter < status.Counter;
        if (moved)
        {
            Hear(now);
            var ledgerMovedAt =
                known is not null && known.Status.LedgerIndex == status.LedgerIndex ? known.LedgerMovedAt : _listened;
            _beats[status.Id] = new(status, now, _listened, ledgerMovedAt);
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

        if (now - since < StallMilliseconds)
        {
            return false;
        }

        if (!_beats.TryGetValue(author.Controller, out var beat) || beat.Status.Boot != author.Boot)
        {
            return Listened(now) >= StallMilliseconds;
        }

        var counterStands = Listened(now) - beat.HeardAt >= StallMilliseconds;
        var ledgerStands =
            beat.Status.LedgerIndex < ledgerIndex && Listened(now) - beat.LedgerMovedAt >= StallMilliseconds;
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

    private void Hear(long now) => (_listened, _heardAt) = (Listened(now), now);

    /// <summary>How long this controller has listened in its life, ms.</summary>
    private long Listened(long now) => _listened + Math.Clamp(now - _heardAt, 0, SilenceMilliseconds);

    /// <param name="HeardAt">The same moment as MovedAt, on the clock that only runs while this controller listens.</param>
    /// <param name="LedgerMovedAt">On that clock too.</param>
    private sealed record Beat(ControllerStatus Status, long MovedAt, long HeardAt, long LedgerMovedAt);
}
