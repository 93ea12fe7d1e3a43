using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Checking.Rules;

/// <summary>I-12: only an epoch's author writes it, on a consistent read of ledger and holds that is at most a second old.</summary>
internal sealed class OneExecutorPerEpoch : IRule
{
    private const string Rule = "I-12";
    private const long FreshMilliseconds = 1_000;

    /// <summary>The target follows the ledger itself; nobody writes to it.</summary>
    private const long FollowsLedger = -1;

    public void See(Moment moment, Findings found)
    {
        if (moment.Event is LedgerEvent { Outcome: LedgerOutcome.Committed } ledger)
        {
            CheckAuthor(moment, ledger.Entry, found);
        }
        else if (moment.Event is WriteEvent write)
        {
            CheckWrite(moment, write, found);
        }
    }

    private static void CheckAuthor(Moment moment, LedgerEntry entry, Findings found)
    {
        if (moment.Life.Start is { } start && (start.Process, start.Boot) != (Process(entry.Author), entry.Author.Boot))
        {
            found.Add(
                Rule,
                moment,
                $"epoch {entry.Epoch} is recorded as committed by {start.Process} (boot {start.Boot}), "
                    + $"its author is {Process(entry.Author)} (boot {entry.Author.Boot})"
            );
        }
    }

    private static void CheckWrite(Moment moment, WriteEvent write, Findings found)
    {
        if (
            write.Result == WriteResult.Applied
            && moment.Records.Entry(write.Epoch) is { } entry
            && entry.Author != write.By
        )
        {
            found.Add(
                Rule,
                moment,
                $"{write.Target} took epoch {write.Epoch} from {Process(write.By)} (boot {write.By.Boot}), "
                    + $"its author is {Process(entry.Author)} (boot {entry.Author.Boot})"
            );
        }

        // Too old a read forbids the attempt, whatever came of it.
        if (write.FreshnessMilliseconds is not (FollowsLedger or (>= 0 and <= FreshMilliseconds)))
        {
            found.Add(
                Rule,
                moment,
                $"epoch {write.Epoch} was written to {write.Target} on a read of ledger and holds that was "
                    + $"{write.FreshnessMilliseconds} ms old, at most {FreshMilliseconds} ms is allowed"
            );
        }
    }

    private static string Process(Author author) => $"controller/{author.Controller}";
}
