using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Guards.Topologies;

/// <summary>What the guards of a topology change see.</summary>
/// <param name="Parent">The epoch that cites the topology in force.</param>
public sealed record TopologyGuardInput(TopologyChange Change, LedgerEntry Parent, Holds Holds, Intent Intent)
{
    /// <summary>Endpoints that are answered now and no longer declared.</summary>
    public IEnumerable<EndpointId> Gone =>
        Change.Before.Endpoints.Where(e => Change.WeightBefore(e) > 0 && !TopologyChange.Declares(Change.After, e));
}

/// <summary>One rule about changing the topology.</summary>
public interface ITopologyGuard
{
    /// <summary>The first thing in the change that breaks the rule; null when none does.</summary>
    Finding? Check(TopologyGuardInput input);
}

/// <summary>All of them, in the order of SAFETY, and after them the guards of every plan, by the new topology's rules.</summary>
public static class TopologyGuards
{
    private static readonly ITopologyGuard[] Guards =
    [
        new SameCluster(),
        new HeldStays(),
        new NamesStay(),
        new SitesStay(),
        new ServersStay(),
        new RoomForWhatIsGone(),
        new NobodyIsOut(),
        new ChangeIsSmall(),
    ];

    /// <param name="plan">The change's steps.</param>
    /// <returns>Every objection that no override of the intent lets pass.</returns>
    public static EquatableArray<Finding> Check(TopologyGuardInput input, Plan plan)
    {
        var own = Guards
            .Select(g => g.Check(input))
            .Where(f => f is not null && !(f.Overridable && input.Intent.Overrides.Contains(f.Guard)))
            .Select(f => f!);
        // The new topology's rules, from where the change itself leads: what it moves has been judged above.
        var from = input.Parent with
        {
            Steering = input.Change.Carried,
            Latches = input.Change.Latches,
        };
        var every = AllGuards.Check(
            new(input.Change.After, from, input.Change.Latches, plan, input.Holds, input.Intent)
        );
        return [.. own, .. every];
    }
}
