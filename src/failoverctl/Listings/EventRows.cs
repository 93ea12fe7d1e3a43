using System.Text.Json;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.CommandLine.Listings;

internal static class EventRows
{
    private static readonly Column[] Columns =
    [
        new("EPOCH"),
        new("AUTHOR"),
        new("CAUSE"),
        new("WHAT"),
        new("PLAN", Wide: true),
        new("STEP", Wide: true),
        new("TOPOLOGY", Wide: true),
    ];

    /// <summary>The kept epochs, oldest first; the one in force, too, when its plan is not written yet.</summary>
    public static Listing Of(ClusterSnapshot snapshot, History history)
    {
        var entries = history.Records.Select(r => r.Entry);
        var all = history.At(snapshot.Ledger.Epoch) is null ? entries.Append(snapshot.Ledger) : entries;
        return new(Columns, [.. all.OrderBy(e => e.Epoch).Select(Of)]);
    }

    private static Row Of(LedgerEntry entry) =>
        new(
            $"{entry.Epoch}",
            [
                entry.Epoch,
                entry.Author.Controller.Value,
                Words.Of(entry.Cause.Kind),
                entry.Cause.Sentence,
                entry.Plan.Id,
                $"{entry.Plan.Step} of {entry.Plan.Steps}",
                Words.Hash(entry.TopologyHash),
            ],
            json => JsonSerializer.Serialize(json, entry, DomainJson.Default.LedgerEntry)
        );
}
