using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Output;

/// <summary>How the weight of one endpoint, or of both families of a placement alike, changes.</summary>
internal sealed record SteeringChange(string What, string From, string To)
{
    public static IReadOnlyList<SteeringChange> Between(SteeringMap from, SteeringMap to, Topology? topology) =>
        [
            .. from
                .Overrides.Keys.Concat(to.Overrides.Keys)
                .Distinct()
                .Order()
                .Select(e => (Endpoint: e, From: Weight(from, e, topology), To: Weight(to, e, topology)))
                .Where(c => c.From != c.To)
                .GroupBy(c => (c.Endpoint.Service, c.Endpoint.Site, c.From, c.To))
                .Select(g => new SteeringChange(
                    g.Count() == 1 ? g.First().Endpoint.Value : $"{g.Key.Service}/{g.Key.Site}",
                    g.Key.From,
                    g.Key.To
                )),
        ];

    public override string ToString() => $"{What}: {From} -> {To}";

    private static string Weight(SteeringMap map, EndpointId endpoint, Topology? topology) =>
        map.Overrides.TryGetValue(endpoint, out var weight) ? Words.Share(weight)
        : topology?.Services.Find(endpoint.Service)?.Placements.Find(endpoint.Site) is { } placement
            ? Words.Share(placement.Weight)
        : "as declared";
}
