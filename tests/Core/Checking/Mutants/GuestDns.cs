using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Simulation.Places;
using FailoverCtl.Simulation.Processes;
using FailoverCtl.Simulation.Run;
using FailoverCtl.Simulation.Store;

namespace FailoverCtl.Tests.Core.Checking.Mutants;

/// <summary>One more DNS server, which hears of each epoch twice: at once, and again one query later.</summary>
/// <param name="accepts">Whether it takes an epoch (first) after the one that it answers (second).</param>
internal sealed class GuestDns(Cluster cluster, Host host, Func<long, long, bool> accepts)
    : Process(cluster, host, "dns/guest")
{
    private long _epoch;

    public static void Join(Cluster cluster, Func<long, long, bool> accepts)
    {
        var guest = new GuestDns(cluster, cluster.Network.Add("dns/guest", null), accepts);
        var late = new LateFeed(cluster, cluster.Network.Add("dns/guest/late", null), guest);
        cluster.Guests.AddRange([guest, late]);
        cluster.Clock.At(0, guest.Start);
        cluster.Clock.At(0, late.Start);
    }

    protected override void Begin()
    {
        Cluster.Record(this, new StartEvent(Cluster.Topology.Cluster, Name, Boot));
        Follow(this);
    }

    private void Follow(Process by) =>
        by.Watches.Add(
            new(
                Cluster,
                by,
                Documents.Ledger,
                _ =>
                {
                    var entry = Cluster.Store.Ledger!.Value;
                    return () => Take(entry);
                }
            )
        );

    private void Take(LedgerEntry entry)
    {
        if (!accepts(entry.Epoch, _epoch))
        {
            return;
        }

        _epoch = entry.Epoch;
        var after = Cluster
            .Topology.Endpoints.Where(e => entry.Steering.Weight(Cluster.Topology, e) > 0)
            .ToSortedMap(e => e, e => entry.Steering.Weight(Cluster.Topology, e));
        Cluster.Record(this, new WriteEvent(Name, entry.Epoch, entry.Author, after, -1, WriteResult.Applied));
    }

    private sealed class LateFeed(Cluster cluster, Host host, GuestDns guest) : Process(cluster, host, "dns/guest/late")
    {
        protected override void Begin()
        {
            QueriesBehind[Documents.Ledger] = 1;
            guest.Follow(this);
        }
    }
}
