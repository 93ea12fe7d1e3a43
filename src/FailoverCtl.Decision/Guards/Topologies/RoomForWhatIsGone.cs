using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Guards.Topologies;

/// <summary>I-03: what a removed endpoint carried goes only where there is proven room for it.</summary>
internal sealed class RoomForWhatIsGone : ITopologyGuard
{
    public Finding? Check(TopologyGuardInput input)
    {
        var change = input.Change;
        foreach (var unit in ServiceFamily.Of(change.After))
        {
            foreach (var endpoint in unit.Endpoints)
            {
                var weight = change.WeightCarried(endpoint);
                var limit = unit.Capacity(endpoint) * change.After.Policy.LiveCeiling / BasisPoints.Whole;
                var rises = weight > change.WeightBefore(endpoint) && IsKnown(change, unit);
                if (rises && unit.Load(weight) > limit + 1)
                {
                    return new(
                        "I-03",
                        Capacity.GuardName,
                        $"{endpoint} would receive more than it has proven from what is removed",
                        $"{unit.Load(weight)} requests/s",
                        $"{limit} requests/s",
                        Overridable: true
                    );
                }
            }
        }

        return null;
    }

    /// <summary>A service that nobody is sent to yet receives nothing from anywhere.</summary>
    private static bool IsKnown(TopologyChange change, ServiceFamily unit) =>
        unit.Endpoints.Any(e => change.WeightBefore(e) > 0);
}
