using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Steering;

/// <summary>
/// The weights in force or desired, as the difference from the declared ones: an endpoint that is not listed has its
/// declared weight, so nothing listed means that everything is as declared, exactly.
/// </summary>
/// <param name="Overrides">Basis points of the service's traffic in that family; 0 = not answered.</param>
public sealed record SteeringMap(SortedMap<EndpointId, int> Overrides)
{
    public static SteeringMap AsDeclared { get; } = new(SortedMap<EndpointId, int>.Empty);

    public int Weight(Topology.Topology topology, EndpointId endpoint) =>
        Overrides.TryGetValue(endpoint, out var weight) ? weight : topology.DeclaredWeight(endpoint);

    /// <summary>The map that gives these weights, with those that are as declared left out.</summary>
    public static SteeringMap From(Topology.Topology topology, IEnumerable<KeyValuePair<EndpointId, int>> weights) =>
        new(SortedMap<EndpointId, int>.From(weights.Where(w => w.Value != topology.DeclaredWeight(w.Key))));
}
