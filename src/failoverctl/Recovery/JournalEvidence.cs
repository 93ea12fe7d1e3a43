using FailoverCtl.Control.Journal;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.CommandLine.Recovery;

/// <summary>
/// What a journal tells: a controller's holds ledger entries, topologies and holds, whole; a DNS server's the numbers of the
/// epochs that it took.
/// </summary>
internal static class JournalEvidence
{
    public static FileEvidence Of(LoadedJournal journal)
    {
        var events = journal.Lines.Select(l => l.Event).ToArray();
        var entries = events
            .OfType<LedgerEvent>()
            .Where(l => l.Outcome != LedgerOutcome.Lost)
            .Select(l => l.Entry)
            .Distinct()
            .ToArray();
        var newest = entries.MaxBy(e => e.Epoch);
        var taken = events
            .OfType<WriteEvent>()
            .Where(w => w.Result == WriteResult.Applied)
            .Select(w => w.Epoch)
            .DefaultIfEmpty(0)
            .Max();
        var source = new Source(
            SourceKind.Journal,
            journal.Name,
            newest?.Cluster ?? events.OfType<StartEvent>().LastOrDefault()?.Cluster,
            Math.Max(newest?.Epoch ?? 0, taken),
            newest,
            Says(journal, entries.Length)
        );
        return new(
            [source],
            entries.Select(e => new KnownEntry(e, source.Title)).ToEquatableArray(),
            Topologies(events).Select(t => (t, source.Title)).ToEquatableArray(),
            events.OfType<HoldsEvent>().Select(h => (h.Holds, source.Title)).ToEquatableArray()
        );
    }

    private static string Says(LoadedJournal journal, int entries)
    {
        var known =
            entries == 0 ? "numbers of epochs, no entry"
            : entries == 1 ? "1 entry"
            : $"{entries} entries";
        return journal.Fault is { } fault
            ? $"{known}; only the part before the fault counts: {Path.GetFileName(journal.FaultIn)} {fault.Sentence}"
            : known;
    }

    /// <summary>One that this program would write otherwise than its hash says cannot be put back under that hash.</summary>
    private static IEnumerable<TopologyDocument> Topologies(IEnumerable<JournalEvent> events) =>
        events
            .OfType<TopologyEvent>()
            .DistinctBy(t => t.Hash)
            .Select(t => (t.Hash, Document: TopologyDocument.Write(t.Topology)))
            .Where(t => t.Document.Hash == t.Hash)
            .Select(t => t.Document);
}
