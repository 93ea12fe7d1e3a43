using System.Text.Json.Serialization.Metadata;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.CommandLine.Recovery;

/// <summary>Reads what lies in the store, consistently and the ledger last.</summary>
internal static class StoreReading
{
    /// <returns>The failure of the store when it does not answer: then nothing can be recovered.</returns>
    public static async Task<(StoreEvidence? Evidence, StoreFailure? Failure)> RunAsync(
        ClusterDocuments documents,
        Func<Topology?, CancellationToken, Task> meanwhile,
        CancellationToken cancellationToken
    )
    {
        var keys = documents.Keys;
        var plans = await ManyAsync(documents, keys.Plans, StoreJson.Default.PlanRecord, cancellationToken);
        var first = await documents.ReadLedgerAsync(ReadMode.Consistent, cancellationToken);
        var newest = plans.Select(p => p.Value.Entry).MaxBy(e => e.Epoch);
        var topology = await TopologyAsync(documents, first.OrNull() ?? newest, cancellationToken);
        await meanwhile(topology, cancellationToken);
        var controllers = await ManyAsync(
            documents,
            keys.Controllers,
            DomainJson.Default.ControllerStatus,
            cancellationToken
        );
        var roles = await ManyAsync(documents, keys.DnsServers, DomainJson.Default.DnsStatus, cancellationToken);
        var intents = await ManyAsync(documents, keys.Intents, DomainJson.Default.Intent, cancellationToken);
        var holds = await documents.ReadHoldsAsync(ReadMode.Consistent, cancellationToken);
        var ledger = await documents.ReadLedgerAsync(ReadMode.Consistent, cancellationToken);
        if ((ledger as Found<LedgerEntry>.Unavailable)?.Failure is { } failure)
        {
            return (null, failure);
        }

        if ((holds as Found<Holds>.Unavailable)?.Failure is { } alsoFailure)
        {
            return (null, alsoFailure);
        }

        return (
            new(
                ledger,
                holds,
                await TopologyAsync(documents, ledger.OrNull() ?? newest, cancellationToken),
                plans.Select(p => p.Value).ToEquatableArray(),
                controllers.Select(c => c.Value).ToEquatableArray(),
                roles.Select(r => r.Value).ToEquatableArray(),
                intents
                    .Where(i => i.Value.Outcome.State is IntentState.Pending or IntentState.Accepted)
                    .ToEquatableArray()
            ),
            null
        );
    }

    private static async Task<Topology?> TopologyAsync(
        ClusterDocuments documents,
        LedgerEntry? entry,
        CancellationToken cancellationToken
    ) =>
        entry is null
            ? null
            : (await documents.ReadTopologyAsync(entry.TopologyHash, ReadMode.Consistent, cancellationToken)).OrNull();

    /// <summary>Those that can be read: a damaged heartbeat or plan must not stop a recovery.</summary>
    private static async Task<(T Value, ulong ModifyIndex)[]> ManyAsync<T>(
        ClusterDocuments documents,
        string prefix,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await documents.ReadManyAsync(prefix, type, ReadMode.Consistent, cancellationToken))
                .OfType<Found<T>.Here>()
                .Select(f => (f.Value, f.ModifyIndex)),
        ];
}
