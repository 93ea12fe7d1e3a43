using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Store.Documents;

/// <summary>Makes the first epoch and the empty holds of a cluster, once; a key missing afterwards is damage (I-15).</summary>
public static class Initialisation
{
    /// <param name="proposal">Drawn by the caller; never used again.</param>
    /// <returns>Null when done; otherwise why not, and then nothing is in force.</returns>
    public static async Task<string?> RunAsync(
        ClusterDocuments documents,
        Topology topology,
        string proposal,
        CancellationToken cancellationToken
    )
    {
        var keys = documents.Keys;
        var document = TopologyDocument.Write(topology);
        if (await TopologyChunks.PutAsync(documents, document, cancellationToken) is { } failed)
        {
            return failed.Message;
        }

        var first = Transaction.Of(
            new StoreOperation.CheckNotExists(keys.Ledger),
            new StoreOperation.CheckNotExists(keys.Holds),
            new StoreOperation.Cas(
                keys.Ledger,
                Codec.Write(FirstEpoch(topology, document.Hash, proposal), DomainJson.Default.LedgerEntry),
                0
            ),
            new StoreOperation.Cas(
                keys.Holds,
                Codec.Write(new Holds(topology.Cluster, 1, []), DomainJson.Default.Holds),
                0
            )
        );
        return await documents.Store.CommitAsync(first, cancellationToken) switch
        {
            CommitOutcome.Committed => null,
            CommitOutcome.Conflict => $"cluster {topology.Cluster} exists in this store already; nothing was changed",
            CommitOutcome.Failed(var failure) =>
                $"{failure.Message}; whether the cluster was made is unknown: look at failoverctl status",
            _ => throw new InvalidOperationException("a commit outcome of a kind that does not exist"),
        };
    }

    /// <summary>Epoch 1: everything as declared, written by nobody who will ever move, so that a controller adopts it.</summary>
    private static LedgerEntry FirstEpoch(Topology topology, string hash, string proposal) =>
        new(
            topology.Cluster,
            LedgerEntry.CurrentSchema,
            1,
            new(new("init"), 0),
            proposal,
            new("init", 1, 1),
            hash,
            new(CauseKind.Init, topology.Cluster, "the first epoch: everything as declared"),
            SortedMap<AgentId, Mark>.Empty,
            topology.Policy.Mode,
            Latches.None,
            SteeringMap.AsDeclared
        );
}
