using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Guards.Topologies;

/// <summary>I-02: a topology never takes the last sites in service away.</summary>
internal sealed class SitesStay : ITopologyGuard
{
    public Finding? Check(TopologyGuardInput input)
    {
        var change = input.Change;
        var now = change.Before.Endpoints.Where(e => change.WeightBefore(e) > 0).Select(e => e.Site).Distinct();
        // A site that came with this topology has not served anybody yet: only those that stay count.
        var left = now.Count(s => change.After.Endpoints.Any(e => e.Site == s && change.WeightCarried(e) > 0));
        var limit = Math.Min(Math.Max(1, change.Before.Policy.MinSites), now.Count());
        return left >= limit
            ? null
            : new(
                "I-02",
                LastSiteStays.GuardName,
                "too few of the sites in service would stay",
                $"{left} sites",
                $"{limit} sites",
                Overridable: left > 0
            );
    }
}
