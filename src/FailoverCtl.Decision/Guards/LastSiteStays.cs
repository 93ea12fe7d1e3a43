using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;

namespace FailoverCtl.Decision.Guards;

/// <summary>I-02: the last sites in service stay, whatever the verdict.</summary>
public sealed class LastSiteStays : IGuard
{
    public const string GuardName = "last-site";

    public Finding? Check(GuardInput input)
    {
        var limit = Math.Min(input.Topology.Policy.MinSites, InService(input, input.Parent.Steering));
        foreach (var step in input.Plan.Steps)
        {
            var left = InService(input, step.Steering);
            if (left < limit)
            {
                return new(
                    "I-02",
                    GuardName,
                    "too few sites would stay in service",
                    $"{left} sites",
                    $"{limit} sites",
                    true
                );
            }
        }

        return null;
    }

    private static int InService(GuardInput input, SteeringMap steering) =>
        input
            .Topology.Endpoints.Where(e => input.Weight(steering, e) > 0)
            .Select(e => e.Site)
            .Distinct()
            .Count<SiteId>();
}
