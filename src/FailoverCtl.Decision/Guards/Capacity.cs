using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Guards;

/// <summary>I-03: a receiver stays under its ceiling, or the declared policy or an operator accepts that it does not.</summary>
public sealed class Capacity : IGuard
{
    public const string GuardName = "capacity";

    public Finding? Check(GuardInput input)
    {
        foreach (var unit in ServiceFamily.Of(input.Topology))
        {
            foreach (var (from, step) in input.Steps)
            {
                if ((Overload(input, unit, from, step) ?? Remainder(input, unit)) is { } finding)
                {
                    return finding;
                }
            }
        }

        return null;
    }

    private static Finding? Overload(GuardInput input, ServiceFamily unit, SteeringMap from, PlanStep step)
    {
        var dead = unit.Endpoints.Any(e => unit.IsDead(e, step.Latches));
        var accepted = unit.Service.WhenShort == WhenShort.Overflow && dead;
        var ceiling = dead ? input.Topology.Policy.Ceiling : input.Topology.Policy.LiveCeiling;
        foreach (var endpoint in unit.Endpoints)
        {
            var weight = input.Weight(step.Steering, endpoint);
            var rises = weight > input.Weight(from, endpoint) && weight > input.Topology.DeclaredWeight(endpoint);
            var limit = unit.Capacity(endpoint) * ceiling / BasisPoints.Whole;
            if (rises && !accepted && !unit.MayOverflow(step.Latches) && unit.Load(weight) > limit + 1)
            {
                return new(
                    "I-03",
                    GuardName,
                    $"{endpoint} would receive more than it has proven",
                    $"{unit.Load(weight)} requests/s",
                    $"{limit} requests/s",
                    Overridable: true
                );
            }
        }

        return null;
    }

    /// <summary>An operator asked for an empty site: leaving a remainder there would be half a drain.</summary>
    private static Finding? Remainder(GuardInput input, ServiceFamily unit)
    {
        var last = input.Plan.Steps[^1];
        if (input.Plan.Automatic || input.Intent?.Kind != IntentKind.Drain)
        {
            return null;
        }

        foreach (var endpoint in unit.Endpoints)
        {
            var weight = input.Weight(last.Steering, endpoint);
            var asked = last.Latches.DrainOf(endpoint.Site) is { Cause: DrainCause.Operator };
            if (asked && weight > 0 && input.Before.DrainOf(endpoint.Site) is null)
            {
                return new(
                    "I-03",
                    GuardName,
                    $"{endpoint} cannot be emptied: the other sites have no proven room for it",
                    $"{unit.Load(weight)} requests/s would stay",
                    "0 requests/s",
                    Overridable: true
                );
            }
        }

        return null;
    }
}
