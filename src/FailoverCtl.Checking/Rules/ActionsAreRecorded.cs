using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Checking.Rules;

/// <summary>I-27: what a process commits is what it had recorded as its plan, with cause and evidence, before.</summary>
internal sealed class ActionsAreRecorded : IRule
{
    private const string Rule = "I-27";

    public void See(Moment moment, Findings found)
    {
        // A journal that does not show the start of this life may lack its first plan.
        if (
            moment.Event is not LedgerEvent { Outcome: LedgerOutcome.Committed, Entry: var entry }
            || moment.Life.Start is null
        )
        {
            return;
        }

        if (moment.Life.PlanOf(entry) is not { Plan: var plan })
        {
            found.Add(
                Rule,
                moment,
                $"epoch {entry.Epoch} was committed without a recorded plan {entry.Plan.Id} on epoch {entry.Epoch - 1}"
            );
        }
        else if (Difference(entry, plan) is { } what)
        {
            found.Add(Rule, moment, $"epoch {entry.Epoch} is not what plan {plan.Id} said: its {what} differs");
        }
    }

    private static string? Difference(LedgerEntry entry, Domain.Plans.Plan plan) =>
        entry.Steering != plan.Next.Steering ? "steering"
        : entry.Latches != plan.Next.Latches ? "latches"
        : !entry.Evidence.Equals(plan.Evidence) ? "evidence"
        : entry.Cause != plan.Cause ? "cause"
        : null;
}
