using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Journal;

namespace FailoverCtl.Checking.Rules;

/// <summary>I-13, I-15: without coordination, or after the store went backwards, a controller proposes and writes nothing.</summary>
internal sealed class FailStatic : IRule
{
    private const string Rule = "I-13";

    public void See(Moment moment, Findings found)
    {
        if (
            moment.Life.Mode
            is not {
                Event: ModeEvent { Mode: CoordinationMode.CoordinationLost or CoordinationMode.Rewound } mode
            } began
        )
        {
            return;
        }

        var since = $"{moment.At - began.At} ms after its mode became {mode.Mode}";
        switch (moment.Event)
        {
            case PlanEvent { Plan: var plan }:
                found.Add(Rule, moment, $"plan {plan.Id} was proposed {since}");
                break;
            // A proposal that was under way may still win, and is read back before the mode is normal again.
            case LedgerEvent { Outcome: LedgerOutcome.Committed, Entry: var entry }
                when moment.Life.PlanOf(entry) is not { } planned || planned.Line.Sequence > began.Sequence:
                found.Add(Rule, moment, $"epoch {entry.Epoch} was committed {since}");
                break;
            // A DNS role follows the ledger by any server that answers; controllers write on consistent reads only.
            case WriteEvent { Result: WriteResult.Applied, FreshnessMilliseconds: >= 0 } write:
                found.Add(Rule, moment, $"epoch {write.Epoch} was written to {write.Target} {since}");
                break;
        }
    }
}
