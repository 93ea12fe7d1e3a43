using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Guards;

/// <summary>What a guard sees: the plan, what it starts from, and the rules. Never the planner's own intermediate thoughts.</summary>
/// <param name="Before">The latches in force, counted down to now.</param>
/// <param name="Intent">The intent behind the plan; null for an automatic one.</param>
public sealed record GuardInput(
    Topology Topology,
    LedgerEntry Parent,
    Latches Before,
    Plan Plan,
    Holds Holds,
    Intent? Intent
)
{
    /// <summary>Each step with the steering that it starts from.</summary>
    public IEnumerable<(SteeringMap From, PlanStep Step)> Steps
    {
        get
        {
            var from = Parent.Steering;
            foreach (var step in Plan.Steps)
            {
                yield return (from, step);
                from = step.Steering;
            }
        }
    }

    /// <summary>Endpoints that the plan lowers to nothing, first to last.</summary>
    public IEnumerable<EndpointId> Emptied =>
        Topology.Endpoints.Where(e =>
            Parent.Steering.Weight(Topology, e) > 0 && Plan.Steps[^1].Steering.Weight(Topology, e) == 0
        );

    public int Weight(SteeringMap steering, EndpointId endpoint) => steering.Weight(Topology, endpoint);
}

/// <summary>One safety rule. It knows the rule and nothing of how plans are made.</summary>
public interface IGuard
{
    /// <summary>The first thing in the plan that breaks the rule; null when none does.</summary>
    Finding? Check(GuardInput input);
}

/// <summary>All guards, in the order of SAFETY: the upper rule speaks first.</summary>
public static class AllGuards
{
    private static readonly IGuard[] Guards =
    [
        new OperatorHold(),
        new NeverEmpty(),
        new LastSiteStays(),
        new CorrelatedFailure(),
        new RealVotes(),
        new OutsideView(),
        new SoftEvidence(),
        new SharedFate(),
        new Capacity(),
        new Budget(),
        new Failback(),
        new RampRate(),
    ];

    /// <summary>Every objection that no override lets pass.</summary>
    public static EquatableArray<Finding> Check(GuardInput input) =>
        Guards
            .Select(g => g.Check(input))
            .Where(f => f is not null && !IsOverridden(f, input.Intent))
            .Select(f => f!)
            .ToEquatableArray();

    private static bool IsOverridden(Finding finding, Intent? intent) =>
        finding.Overridable && intent is not null && intent.Overrides.Contains(finding.Guard);
}
