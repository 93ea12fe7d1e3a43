using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Guards.Topologies;

/// <summary>I-01: a name that is answered now goes on being answered, in each family, or an operator says otherwise.</summary>
internal sealed class NamesStay : ITopologyGuard
{
    public Finding? Check(TopologyGuardInput input)
    {
        foreach (var set in input.Change.After.Endpoints.GroupBy(e => (e.Service, e.Family)))
        {
            if (set.All(e => input.Change.WeightCarried(e) == 0))
            {
                return new(
                    "I-01",
                    "never-empty",
                    $"{set.Key.Service} would have no {set.Key.Family} address left",
                    "0 addresses",
                    "at least 1",
                    Overridable: false
                );
            }
        }

        if (input.Change.Before.Zone.Name != input.Change.After.Zone.Name)
        {
            return Vanishes(
                $"every name under {input.Change.Before.Zone.Name}",
                $"zone {input.Change.After.Zone.Name}",
                $"zone {input.Change.Before.Zone.Name}"
            );
        }

        var answered = input
            .Change.Before.Endpoints.Select(e => (Name: NameOf(input.Change.Before, e), e.Family))
            .Distinct();
        var next = input
            .Change.After.Endpoints.Select(e => (Name: NameOf(input.Change.After, e), e.Family))
            .ToHashSet();
        foreach (var (name, family) in answered)
        {
            if (!next.Contains((name, family)))
            {
                return Vanishes($"{name} ({family})", "not declared", "every name that is answered now");
            }
        }

        return null;
    }

    private static string NameOf(Domain.Topology.Topology topology, EndpointId endpoint) =>
        topology.Services[endpoint.Service].Name;

    private static Finding Vanishes(string what, string measured, string limit) =>
        new("I-01", "names", $"{what} would no longer be answered at all", measured, limit, Overridable: true);
}
