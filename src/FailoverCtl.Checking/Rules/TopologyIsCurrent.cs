using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Checking.Rules;

/// <summary>I-25: nobody plans with another topology, or another schema, than those of the epoch that the plan starts from.</summary>
internal sealed class TopologyIsCurrent : IRule
{
    private const string Rule = "I-25";

    public void See(Moment moment, Findings found)
    {
        if (
            moment.Event is not PlanEvent { Plan: var plan }
            || moment.Life is not { Start: not null, Topology: not null, TopologyHash: var hash }
            || moment.Records.ParentOf(plan, moment.Life) is not { } parent
        )
        {
            return;
        }

        if (parent.TopologyHash != hash)
        {
            found.Add(
                Rule,
                moment,
                $"plan {plan.Id} was made with topology {hash}, epoch {parent.Epoch} cites {parent.TopologyHash}"
            );
        }

        if (parent.Schema != LedgerEntry.CurrentSchema)
        {
            found.Add(
                Rule,
                moment,
                $"plan {plan.Id} starts from epoch {parent.Epoch} of schema {parent.Schema}, its author writes "
                    + $"{LedgerEntry.CurrentSchema}"
            );
        }
    }
}
