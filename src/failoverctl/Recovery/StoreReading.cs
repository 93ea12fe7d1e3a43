using System.Text.Json.Serialization.Metadata;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.CommandLine.Recovery;

/// <summary>Reads what lies in the store, consistently and the ledger last.</summary>
public static class StoreReading
{
    /// <param name="meanwhile">Runs between the plans and the rest, with the topology as far as it is known by then.</param>
    /// <returns>The failure of the store when any part of it does not answer: then nothing can be recovered.</returns>
    public static async Task<(StoreEvidence? Evidence, StoreFailure? Failure)> RunAsync(
        ClusterDocuments documents,
        Func<Topology?, CancellationToken, Task> meanwhile,
        CancellationToken cancellationToken
    )
    {
        var keys = documents.Keys;
        var plans = await ManyAsync(documents, keys.Plans, StoreJson.Default.PlanRecord, cancellationToken);
        var first = await documents.ReadLedgerAsync(ReadMode.Consistent, cancellationToken);
        var newest = Here(plans).Select(p => p.Value.Entry).MaxBy(e => e.Epoch);
        var topology = await TopologyAsync(documents, first.OrNull() ?? newest, cancellationToken);
        if ((FailureOf(plans) ?? FailureOf([first]) ?? FailureOf(topology)) is { } early)
        {
            return (null, early);
        }

        await meanwhile(topology.SingleOrDefault()?.OrNull(), cancellationToken);
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
        topology = await TopologyAsync(documents, ledger.OrNull() ?? newest, cancellationToken);
        var failure =
            FailureOf(controllers)
            ?? FailureOf(roles)
            ?? FailureOf(intents)
            ?? FailureOf([holds])
            ?? FailureOf([ledger])
            ?? FailureOf(topology);
        if (failure is not null)
        {
            return (null, failure);
        }

        return (
            new(
                ledger,
                holds,
                topology.SingleOrDefault()?.OrNull(),
                Here(plans).Select(p => p.Value).ToEquatableArray(),
                Here(controllers).Select(c => c.Value).ToEquatableArray(),
                Here(roles).Select(r => r.Value).ToEquatableArray(),
                Here(intents)
                    .Where(i => i.Value.Outcome.State is IntentState.Pending or IntentState.Accepted)
                    .Select(i => (i.Value, i.ModifyIndex))
                    .ToEquatableArray()
            )
            {
                DamagedPlanSlots = plans
                    .OfType<Found<PlanRecord>.Damaged>()
                    .Select(d => keys.PlanSlot(d.Key))
                    .OfType<int>()
                    .ToEquatableArray(),
            },
            null
        );
    }

    /// <returns>One, or none when there is no entry to cite it.</returns>
    private static async Task<IReadOnlyList<Found<Topology>>> TopologyAsync(
        ClusterDocuments documents,
        LedgerEntry? entry,
        CancellationToken cancellationToken
    ) =>
        entry is null
            ? []
            : [await documents.ReadTopologyAsync(entry.TopologyHash, ReadMode.Consistent, cancellationToken)];

    private static Task<IReadOnlyList<Found<T>>> ManyAsync<T>(
        ClusterDocuments documents,
        string prefix,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    ) => documents.ReadManyAsync(prefix, type, ReadMode.Consistent, cancellationToken);

    /// <summary>Those that can be read: a damaged heartbeat or plan must not stop a recovery.</summary>
    private static IEnumerable<Found<T>.Here> Here<T>(IReadOnlyList<Found<T>> found) => found.OfType<Found<T>.Here>();

    /// <summary>What was not answered is not empty: it may hold the newest epoch, or an intent that must be closed.</summary>
    private static StoreFailure? FailureOf<T>(IReadOnlyList<Found<T>> found) =>
        found.OfType<Found<T>.Unavailable>().FirstOrDefault()?.Failure;
}
