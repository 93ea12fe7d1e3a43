using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;

namespace FailoverCtl.Decision.Guards;

/// <summary>I-18: live sources fall by a step at most, receivers rise by less beyond what a loss forces.</summary>
public sealed class RampRate : IGuard
{
    /// <summary>Basis points that rounding may add.</summary>
    private const int Rounding = 10;

    public Finding? Check(GuardInput input)
    {
        foreach (var unit in ServiceFamily.Of(input.Topology))
        {
            foreach (var (from, step) in input.Steps)
            {
                if (TooFar(input, unit, from, step) is { } finding)
                {
                    return finding;
                }
            }
        }

        return null;
    }

    private static Finding? TooFar(GuardInput input, ServiceFamily unit, SteeringMap from, PlanStep step)
    {
        var policy = input.Topology.Policy;
        var freed = unit.Endpoints.Where(e => unit.IsDead(e, step.Latches)).Sum(e => input.Weight(from, e));
        foreach (var endpoint in unit.Endpoints)
        {
            var move = input.Weight(step.Steering, endpoint) - input.Weight(from, endpoint);
            var (limit, verb) = move > 0 ? (policy.RampUp + freed, "rise") : (policy.RampDown, "fall");
            if (Math.Abs(move) > limit + Rounding && !unit.IsDead(endpoint, step.Latches))
            {
                return new(
                    "I-18",
                    "ramp",
                    $"{endpoint} would {verb} too far in one step",
                    $"{Math.Abs(move)} basis points",
                    $"{limit} basis points",
                    Overridable: false
                );
            }
        }

        return null;
    }
}
