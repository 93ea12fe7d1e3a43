using System.Text.Json.Serialization.Metadata;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.CommandLine.Snapshots;

/// <summary>Reads a snapshot in two rounds: the ledger, then all the rest at once.</summary>
internal static class SnapshotReader
{
    /// <returns>The snapshot; or null and what the ledger's read gave.</returns>
    public static async Task<(ClusterSnapshot? Snapshot, Found<LedgerEntry> Ledger)> ReadAsync(
        ClusterDocuments documents,
        CancellationToken cancellationToken
    )
    {
        var problems = new List<string>();
        var mode = ReadMode.Consistent;
        var ledger = await documents.ReadLedgerAsync(mode, cancellationToken);
        if (ledger is Found<LedgerEntry>.Unavailable(var failure))
        {
            // In an election any server still shows what it last knew, and that is better than nothing.
            mode = ReadMode.Stale;
            ledger = await documents.ReadLedgerAsync(mode, cancellationToken);
            problems.Add($"the store has no leader now ({failure.Message.TrimEnd('.')}): what follows may be old");
        }

        if (ledger is not Found<LedgerEntry>.Here(var entry, _))
        {
            return (null, ledger);
        }

        var keys = documents.Keys;
        var topology = documents.ReadTopologyAsync(entry.TopologyHash, mode, cancellationToken);
        var holds = documents.ReadHoldsAsync(mode, cancellationToken);
        var controllers = ManyAsync(keys.Controllers, DomainJson.Default.ControllerStatus);
        var dns = ManyAsync(keys.DnsServers, DomainJson.Default.DnsStatus);
        var reports = ManyAsync(keys.Reports, DomainJson.Default.Report);
        var intents = ManyAsync(keys.Intents, DomainJson.Default.Intent);
        var snapshot = new ClusterSnapshot(
            keys.Cluster,
            entry,
            OneOf(await holds, problems),
            OneOf(await topology, problems),
            ManyOf(await controllers, problems),
            ManyOf(await dns, problems),
            ManyOf(await reports, problems),
            ManyOf(await intents, problems),
            []
        );
        return (snapshot with { Problems = problems.ToEquatableArray() }, ledger);

        Task<IReadOnlyList<Found<T>>> ManyAsync<T>(string prefix, JsonTypeInfo<T> type) =>
            documents.ReadManyAsync(prefix, type, mode, cancellationToken);
    }

    private static T? OneOf<T>(Found<T> found, List<string> problems)
        where T : class
    {
        if (found.Problem is { } problem)
        {
            problems.Add(found is Found<T>.Unavailable ? problem : $"DAMAGE: {problem}; controllers write nothing");
        }

        return found.OrNull();
    }

    private static EquatableArray<T> ManyOf<T>(IReadOnlyList<Found<T>> found, List<string> problems)
        where T : class
    {
        problems.AddRange(found.Select(f => f.Problem).OfType<string>());
        return found.Select(f => f.OrNull()).OfType<T>().ToEquatableArray();
    }
}
