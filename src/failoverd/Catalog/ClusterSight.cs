using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.Daemon.Catalog;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>The epoch in force and its topology, or neither.</summary>
internal sealed record ClusterSight(LedgerEntry Entry, Topology Topology);

/// <summary>What one look at the cluster gave.</summary>
internal abstract record Look
{
    private Look() { }

    public sealed record Seen(ClusterSight Sight) : Look;

    /// <summary>The store answered that there is no such document, or one that cannot be read.</summary>
    public sealed record Nothing : Look;

    public sealed record NoAnswer(StoreFailure Failure) : Look;
}

/// <summary>Reads ledger and topology; a topology is read once.</summary>
internal sealed class ClusterReader(ClusterDocuments documents, ReadMode mode)
{
    private string _hash = "";
    private Topology? _topology;

    public async Task<Look> ReadAsync(CancellationToken cancellationToken)
    {
        var ledger = await documents.ReadLedgerAsync(mode, cancellationToken);
        if (ledger is not Found<LedgerEntry>.Here(var entry, _))
        {
            return ledger is Found<LedgerEntry>.Unavailable(var away) ? new Look.NoAnswer(away) : new Look.Nothing();
        }

        if (_topology is null || _hash != entry.TopologyHash)
        {
            var read = await documents.ReadTopologyAsync(entry.TopologyHash, mode, cancellationToken);
            if (read is not Found<Topology>.Here(var topology, _))
            {
                return read is Found<Topology>.Unavailable(var failure)
                    ? new Look.NoAnswer(failure)
                    : new Look.Nothing();
            }

            (_topology, _hash) = (topology, entry.TopologyHash);
        }

        return new Look.Seen(new(entry, _topology));
    }
}
