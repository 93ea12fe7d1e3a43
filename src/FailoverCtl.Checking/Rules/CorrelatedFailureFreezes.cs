using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Checking.Rules;

/// <summary>
/// I-05: locations that fail together freeze the steering. Judged by what the author had read when it planned: a plan made
/// before the second location's reports arrived is no breach.
/// </summary>
internal sealed class CorrelatedFailureFreezes : IRule
{
    private const string Rule = "I-05";

    public void See(Moment moment, Findings found)
    {
        if (moment.Event is PlanEvent { Plan: { Automatic: true } plan } && moment.Life.Topology is { } topology)
        {
            if (moment.Records.ParentOf(plan, moment.Life) is { } parent)
            {
                CheckPlan(moment, plan, parent, topology, found);
            }
        }
        else if (moment.Event is LedgerEvent ledger && moment.IsFirstSightOf(ledger))
        {
            CheckLatch(moment, ledger.Entry, found);
        }
    }

    private static void CheckPlan(Moment moment, Plan plan, LedgerEntry parent, Topology topology, Findings found)
    {
        if (parent.Latches.Freeze is { } freeze && plan.Steps.Any(s => s.Steering != parent.Steering))
        {
            found.Add(
                Rule,
                moment,
                $"plan {plan.Id} ({plan.Cause.Kind}) moves weights while frozen since {string.Join(", ", freeze.Domains)} failed together"
            );
            return;
        }

        var bad = Condemned.Locations(moment.Life, topology, parent.Latches, moment.At).ToArray();
        if (plan.Cause.Kind == CauseKind.FreezeOver && Condemned.AreTooMany(bad.Length, topology))
        {
            found.Add(Rule, moment, $"plan {plan.Id} ends the freeze while {Names(bad)} are still lost");
        }

        // What an operator has looked at and released freezes nothing more: his word ends a freeze (I-05).
        var recent = bad.Where(b =>
                b.Age <= topology.Policy.CorrelationWindowMilliseconds
                && !parent.Latches.Acknowledged.Contains(b.Location)
            )
            .ToArray();
        var emptied = Steering.Emptied(topology, parent.Steering, plan.Next.Steering).ToArray();
        if (
            plan.Cause.Kind is CauseKind.EndpointsLost or CauseKind.SiteLost
            && emptied.Length > 0
            && Condemned.AreTooMany(recent.Length, topology)
        )
        {
            found.Add(
                Rule,
                moment,
                $"plan {plan.Id} empties {string.Join(", ", emptied)} although {Names(recent)} failed together: "
                    + $"{recent.Length} of {topology.SiteLocations.Count()} locations within "
                    + $"{topology.Policy.CorrelationWindowMilliseconds} ms"
            );
        }
    }

    private static void CheckLatch(Moment moment, LedgerEntry entry, Findings found)
    {
        CheckAcknowledged(moment, entry, found);
        if (
            moment.Records.Entry(entry.Epoch - 1)?.Latches.Freeze is not null
            && entry.Latches.Freeze is null
            && entry.Cause.Kind is not (CauseKind.FreezeOver or CauseKind.Intent or CauseKind.Recovery)
        )
        {
            found.Add(
                Rule,
                moment,
                $"epoch {entry.Epoch} ({entry.Cause.Kind}) drops the freeze: only calm or an operator ends it"
            );
        }
    }

    /// <summary>Only an operator's word acknowledges, and only what was frozen before it.</summary>
    private static void CheckAcknowledged(Moment moment, LedgerEntry entry, Findings found)
    {
        if (moment.Records.Entry(entry.Epoch - 1)?.Latches is not { } before)
        {
            return;
        }

        var frozen = entry.Cause.Kind == CauseKind.Intent ? before.Freeze?.Domains ?? [] : [];
        var unasked = entry
            .Latches.Acknowledged.Where(l => !before.Acknowledged.Contains(l) && !frozen.Contains(l))
            .ToArray();
        if (unasked.Length > 0)
        {
            found.Add(
                Rule,
                moment,
                $"epoch {entry.Epoch} ({entry.Cause.Kind}) acknowledges {string.Join(", ", unasked)}: only an operator who releases their freeze does"
            );
        }
    }

    private static string Names(IEnumerable<(Domain.Identity.LocationId Location, long Age)> bad) =>
        string.Join(", ", bad.Select(b => b.Location));
}
