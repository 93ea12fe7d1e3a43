using FailoverCtl.Decision.Guards.Topologies;
using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Topologies;

/// <summary>What controllers would make of another topology now, by their own planner and guards.</summary>
/// <param name="Steps">The epoch that brings it in, and the ramp to what it declares.</param>
/// <param name="Findings">What would refuse it; nothing when it would be accepted.</param>
public sealed record ApplyOutlook(
    TopologyChange Change,
    EquatableArray<PlanStep> Steps,
    EquatableArray<Finding> Findings
)
{
    /// <param name="latches">Those in force, counted down to now.</param>
    /// <param name="intent">Its overrides count.</param>
    public static ApplyOutlook Of(
        LedgerEntry ledger,
        Topology before,
        Latches latches,
        Holds holds,
        string hash,
        Topology after,
        Intent intent
    )
    {
        var change = new TopologyChange(before, ledger.Steering, latches, hash, after);
        var steps = change.Steps(holds);
        var plan = new Plan(
            "preview",
            new(CauseKind.Intent, intent.Id, intent.Reason),
            ledger.Epoch,
            1,
            steps,
            [],
            SortedMap<AgentId, Domain.Identity.Mark>.Empty,
            Automatic: false,
            [],
            [intent.Id]
        );
        return new(change, steps, TopologyGuards.Check(new(change, ledger, holds, intent), plan));
    }

    /// <summary>Every endpoint of either topology whose weight moves: now, with the epoch that brings it in, in the end.</summary>
    public IEnumerable<WeightMove> Moves =>
        Change
            .Before.Endpoints.Concat(Change.After.Endpoints)
            .Distinct()
            .Order()
            .Select(e => new WeightMove(
                e,
                TopologyChange.Declares(Change.Before, e) ? Change.WeightBefore(e) : null,
                TopologyChange.Declares(Change.After, e) ? Change.WeightCarried(e) : null,
                TopologyChange.Declares(Change.After, e) ? Steps[^1].Steering.Weight(Change.After, e) : null
            ))
            .Where(m => m.Now != m.AtOnce || m.AtOnce != m.InTheEnd);
}

/// <summary>Basis points of the service's traffic; null where the endpoint is not declared.</summary>
public sealed record WeightMove(EndpointId Endpoint, int? Now, int? AtOnce, int? InTheEnd);
