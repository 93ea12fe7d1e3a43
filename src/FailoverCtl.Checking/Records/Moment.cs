using FailoverCtl.Domain.Journal;

namespace FailoverCtl.Checking.Records;

/// <summary>One line, with what its process knew just before it.</summary>
internal sealed record Moment(AllRecords Records, ProcessJournal Journal, JournalLine Line, Life Life)
{
    public JournalEvent Event => Line.Event;

    public long At => Line.At;

    /// <summary>Whether the ledger entry of this line is judged here; others read the same epoch too.</summary>
    public bool IsFirstSightOf(LedgerEvent ledger) =>
        Records.Epochs.TryGetValue(ledger.Entry.Epoch, out var seen) && ReferenceEquals(seen.Line, Line);
}
