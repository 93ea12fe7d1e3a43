using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Guards.Topologies;

/// <summary>
/// I-25: a change that takes a live site away, or more than 30 % of what is answered now at once, needs an operator's word. The
/// intent names the hash, so an override is about these files and no others.
/// </summary>
internal sealed class ChangeIsSmall : ITopologyGuard
{
    public const string GuardName = "topology";

    /// <summary>Percent of the endpoints that are answered now.</summary>
    private const int GonePercentMax = 30;

    public Finding? Check(TopologyGuardInput input)
    {
        var gone = input.Gone.ToArray();
        var site = gone.Select(e => e.Site).FirstOrDefault(s => !input.Change.After.Sites.ContainsKey(s));
        if (site != default)
        {
            return new(
                "I-25",
                GuardName,
                $"site {site} is live and would be removed; the calm way is: failoverctl drain {site}, then apply",
                $"{gone.Count(e => e.Site == site)} endpoints of {site} are answered",
                "0 endpoints",
                Overridable: true
            );
        }

        var answered = input.Change.Before.Endpoints.Where(e => input.Change.WeightBefore(e) > 0).ToArray();
        var changed = gone.Length + answered.Count(e => IsElsewhere(input, e));
        return changed * 100 <= answered.Length * GonePercentMax
            ? null
            : new(
                "I-25",
                GuardName,
                "much of what is answered now would be removed or get another address at once",
                $"{changed} of {answered.Length} endpoints",
                $"{GonePercentMax} %",
                Overridable: true
            );
    }

    /// <summary>The same endpoint at another address: for users it is another one.</summary>
    private static bool IsElsewhere(TopologyGuardInput input, EndpointId endpoint) =>
        input.Change.After.Services.Find(endpoint.Service)?.Placements.Find(endpoint.Site) is { } next
        && next.Address(endpoint.Family) is { } address
        && address != input.Change.Before.Services[endpoint.Service].Placements[endpoint.Site].Address(endpoint.Family);
}
