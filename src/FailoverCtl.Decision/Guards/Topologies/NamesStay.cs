using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

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

        var next = new SortedSet<string>(Names(input.Change.After), StringComparer.Ordinal);
        return Names(input.Change.Before).FirstOrDefault(name => !next.Contains(name)) is { } gone
            ? Vanishes(gone, "not declared", "every name that is answered now")
            : null;
    }

    private static IEnumerable<string> Names(Topology topology) =>
        topology.Endpoints.Select(e => $"{topology.Services[e.Service].Name} ({e.Family})");

    private static Finding Vanishes(string what, string measured, string limit) =>
        new("I-01", "names", $"{what} would no longer be answered at all", measured, limit, Overridable: true);
}
