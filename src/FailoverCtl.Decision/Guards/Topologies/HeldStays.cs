using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Guards.Topologies;

/// <summary>I-23: what an operator holds neither moves with a topology nor vanishes from it.</summary>
internal sealed class HeldStays : ITopologyGuard
{
    private const string SitePrefix = "site:";
    private const string ServicePrefix = "service:";

    public Finding? Check(TopologyGuardInput input)
    {
        foreach (var hold in input.Holds.Items)
        {
            if (!IsDeclared(hold, input))
            {
                return Held(hold, $"{hold.Scope} would no longer be declared", "removed");
            }

            foreach (var endpoint in input.Change.Before.Endpoints.Concat(input.Change.After.Endpoints).Distinct())
            {
                var (now, next) = (input.Change.WeightBefore(endpoint), input.Change.WeightCarried(endpoint));
                if (now != next && Covers(hold, endpoint))
                {
                    return Held(hold, $"{endpoint} would move with the topology", $"{now} -> {next} basis points");
                }
            }
        }

        return null;
    }

    /// <summary>A hold on something that the topology in force does not declare either is not broken by the next.</summary>
    private static bool IsDeclared(Hold hold, TopologyGuardInput input)
    {
        var (before, after) = (input.Change.Before, input.Change.After);
        return hold.Scope.StartsWith(SitePrefix, StringComparison.Ordinal)
            ? Stays(before.Sites.ContainsKey, after.Sites.ContainsKey, new SiteId(hold.Scope[SitePrefix.Length..]))
            : !hold.Scope.StartsWith(ServicePrefix, StringComparison.Ordinal)
                || Stays(
                    before.Services.ContainsKey,
                    after.Services.ContainsKey,
                    new ServiceId(hold.Scope[ServicePrefix.Length..])
                );
    }

    private static bool Stays<TId>(Func<TId, bool> before, Func<TId, bool> after, TId id) => after(id) || !before(id);

    private static bool Covers(Hold hold, EndpointId endpoint) =>
        hold.Scope is "all"
        || hold.Scope == $"{SitePrefix}{endpoint.Site}"
        || hold.Scope == $"{ServicePrefix}{endpoint.Service}";

    private static Finding Held(Hold hold, string what, string measured) =>
        new(
            "I-23",
            "hold",
            $"{what} while {hold.Scope} is held by {hold.By} ({hold.Reason})",
            measured,
            "no movement",
            Overridable: false
        );
}
