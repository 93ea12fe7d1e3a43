using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Checking.Records;

/// <summary>What all journals together say: which topologies and epochs there were.</summary>
internal sealed class AllRecords
{
    private readonly IReadOnlyList<ProcessJournal> _journals;

    public AllRecords(IReadOnlyList<ProcessJournal> journals)
    {
        _journals = journals;
        foreach (var line in journals.SelectMany(j => j.Lines))
        {
            if (line.Event is TopologyEvent topology)
            {
                Topologies[topology.Hash] = topology.Topology;
            }
            else if (line.Event is LedgerEvent { Outcome: not LedgerOutcome.Lost } ledger)
            {
                Take(line, ledger);
            }
        }
    }

    public SortedDictionary<string, Topology> Topologies { get; } = new(StringComparer.Ordinal);

    /// <summary>Each epoch where its author recorded it, or else where it was first read.</summary>
    public SortedDictionary<long, Sighting> Epochs { get; } = [];

    public BootOrder Boots => field ??= new(_journals);

    public LedgerEntry? Entry(long epoch) => Epochs.GetValueOrDefault(epoch)?.Entry;

    public Topology? TopologyOf(LedgerEntry entry) => Topologies.GetValueOrDefault(entry.TopologyHash);

    /// <summary>The entry that the plan starts from: the one its author had read, or the one of that number.</summary>
    public LedgerEntry? ParentOf(Plan plan, Life life) =>
        life.Ledger?.Epoch == plan.ParentEpoch ? life.Ledger : Entry(plan.ParentEpoch);

    /// <summary>Every line once: journal after journal, or in the order of a shared clock.</summary>
    public IEnumerable<Moment> Walk(Clock clock)
    {
        var lives = _journals.Select(_ => new Life()).ToArray();
        foreach (var (index, line) in Lines(clock))
        {
            var next = line.Event is StartEvent ? lives[index].After(line) : lives[index];
            yield return new(this, _journals[index], line, next);
            lives[index] = ReferenceEquals(next, lives[index]) ? next.After(line) : next;
        }
    }

    private IEnumerable<(int Index, JournalLine Line)> Lines(Clock clock)
    {
        var lines = _journals.SelectMany((journal, index) => journal.Lines.Select(line => (index, line)));
        // Stable: lines of one instant stay in the order of their journals.
        return clock == Clock.Shared ? lines.OrderBy(l => l.line.At) : lines;
    }

    private void Take(JournalLine line, LedgerEvent ledger)
    {
        var entry = ledger.Entry;
        if (
            !Epochs.TryGetValue(entry.Epoch, out var known)
            || (ledger.Outcome == LedgerOutcome.Committed && !known.ByAuthor && known.Entry == entry)
        )
        {
            Epochs[entry.Epoch] = new(entry, line, ledger.Outcome == LedgerOutcome.Committed);
        }
    }
}

/// <param name="ByAuthor">Recorded by the process that committed it.</param>
internal sealed record Sighting(LedgerEntry Entry, JournalLine Line, bool ByAuthor);
