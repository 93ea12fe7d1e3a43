using System.Text;
using FailoverCtl.Checking.Records;
using FailoverCtl.Checking.Truth;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Journal;

namespace FailoverCtl.Checking;

/// <summary>The result of a check, as text for a terminal or a log.</summary>
/// <param name="Notes">What could not be judged, and why: silence is not innocence.</param>
public sealed record CheckReport(
    int Journals,
    long Lines,
    int Epochs,
    EquatableArray<Violation> Violations,
    EquatableArray<string> Notes
)
{
    public static CheckReport Of(
        IReadOnlyList<ProcessJournal> journals,
        Clock clock = Clock.PerProcess,
        GroundTruth? truth = null
    )
    {
        var records = new AllRecords(journals);
        return new(
            journals.Count,
            journals.Sum(j => (long)j.Lines.Count),
            records.Epochs.Count,
            Checker.Check(journals, clock, truth),
            NotesOn(journals, records).ToEquatableArray()
        );
    }

    /// <summary>One line of counts, one for each note, one for each violation; ends with a newline.</summary>
    public string Render()
    {
        var text = new StringBuilder()
            .Append($"{Count(Journals, "journal")}, {Count(Lines, "line")}, {Count(Epochs, "epoch")}, ")
            .Append(Count(Violations.Count, "violation"))
            .Append('\n');
        foreach (var note in Notes)
        {
            text.Append("note: ").Append(note).Append('\n');
        }

        foreach (var violation in Violations)
        {
            text.Append(violation).Append('\n');
        }

        return text.ToString();
    }

    private static string Count(long count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static IEnumerable<string> NotesOn(IReadOnlyList<ProcessJournal> journals, AllRecords records)
    {
        foreach (var journal in journals)
        {
            if (journal.Fault is { Kind: JournalFaultKind.Torn } torn)
            {
                yield return $"{journal.Name}: its last record is torn ({torn.Found}); everything before it counts";
            }

            if (journal.Lines.Count > 0 && journal.Lines[0].Event is not StartEvent)
            {
                yield return $"{journal.Name}: begins at line {journal.Lines[0].Sequence}, in the middle of a life; "
                    + "until its next start only what it shows by itself is judged";
            }
        }

        foreach (var (epoch, seen) in records.Epochs)
        {
            if (records.TopologyOf(seen.Entry) is null)
            {
                yield return $"epoch {epoch}: no journal holds its topology {seen.Entry.TopologyHash}; its weights are not judged";
            }
        }
    }
}
