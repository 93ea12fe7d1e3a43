using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.CommandLine.Snapshots;

/// <summary>The kept plans, oldest first. Slots are overwritten, so there may be gaps.</summary>
public sealed record History(EquatableArray<PlanRecord> Records)
{
    public static async Task<(History? History, Found<PlanRecord>? Failure)> ReadAsync(
        ClusterDocuments documents,
        CancellationToken cancellationToken
    )
    {
        var found = await documents.ReadManyAsync(
            documents.Keys.Plans,
            StoreJson.Default.PlanRecord,
            ReadMode.Stale,
            cancellationToken
        );
        return found is [Found<PlanRecord>.Unavailable unavailable]
            ? (null, unavailable)
            : (
                new(found.Select(f => f.OrNull()).OfType<PlanRecord>().OrderBy(r => r.Entry.Epoch).ToEquatableArray()),
                null
            );
    }

    public PlanRecord? At(long epoch) => Records.FirstOrDefault(r => r.Entry.Epoch == epoch);

    /// <summary>What was in force before, when it is still kept.</summary>
    public LedgerEntry? Before(long epoch) => At(epoch - 1)?.Entry;

    /// <summary>The newest epoch that changed something for these endpoints or this site; null when none is kept.</summary>
    public PlanRecord? LastThatTouched(Func<EndpointId, bool> endpoint, SiteId? site) =>
        Records.LastOrDefault(r => Touches(r.Entry, Before(r.Entry.Epoch), endpoint, site));

    private static bool Touches(
        LedgerEntry entry,
        LedgerEntry? before,
        Func<EndpointId, bool> endpoint,
        SiteId? site
    ) =>
        Changed(entry.Steering.Overrides, before?.Steering.Overrides).Any(endpoint)
        || entry
            .Latches.Withdrawals.Select(w => w.Endpoint)
            .Except((before?.Latches ?? Latches.None).Withdrawals.Select(w => w.Endpoint))
            .Any(endpoint)
        || (site is { } s && entry.Latches.DrainOf(s)?.Cause != (before?.Latches ?? Latches.None).DrainOf(s)?.Cause);

    private static IEnumerable<EndpointId> Changed(
        SortedMap<EndpointId, int> now,
        SortedMap<EndpointId, int>? before
    ) =>
        now
            .Keys.Concat(before?.Keys ?? [])
            .Distinct()
            .Where(e =>
                (now.TryGetValue(e, out var a) ? a : -1)
                != (before is not null && before.TryGetValue(e, out var b) ? b : -1)
            );
}
