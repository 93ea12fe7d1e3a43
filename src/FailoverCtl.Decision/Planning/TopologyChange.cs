using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Planning;

/// <summary>
/// What another topology makes of the steering in force (I-25). The epoch that brings it in moves no traffic by itself: what
/// stands in both keeps its weight, what is new begins with nothing, what is gone leaves its share to the rest of its service.
/// From there to what is declared the way is ramped like any other.
/// </summary>
public sealed class TopologyChange
{
    private readonly SteeringMap _steering;

    /// <param name="latches">Those in force, counted down to now.</param>
    public TopologyChange(Topology before, SteeringMap steering, Latches latches, string hash, Topology after)
    {
        _steering = steering;
        (Before, BeforeLatches, Hash, After) = (before, latches, hash, after);
        Latches = Kept(latches, after);
        Carried = SteeringMap.From(after, ServiceFamily.Of(after).SelectMany(Weights));
    }

    public Topology Before { get; }

    public Topology After { get; }

    public string Hash { get; }

    public Latches BeforeLatches { get; }

    /// <summary>The steering of the epoch that brings it in, as the difference from what the new topology declares.</summary>
    public SteeringMap Carried { get; }

    /// <summary>The latches without what is no longer declared.</summary>
    public Latches Latches { get; }

    /// <summary>What an endpoint carries now, basis points; 0 when it is not declared yet.</summary>
    public int WeightBefore(EndpointId endpoint) => Declares(Before, endpoint) ? _steering.Weight(Before, endpoint) : 0;

    /// <summary>What it carries in the epoch that brings the topology in; 0 when that no longer declares it.</summary>
    public int WeightCarried(EndpointId endpoint) => Declares(After, endpoint) ? Carried.Weight(After, endpoint) : 0;

    /// <summary>
    /// The epoch that brings it in, and the ramp to what it declares. While frozen nothing moves, so the ramp waits (I-05).
    /// </summary>
    public EquatableArray<PlanStep> Steps(Holds holds)
    {
        var sequence = new Sequence(After);
        var standing = sequence.Standing(
            Carried,
            Latches,
            $"topology {Hash[..Math.Min(12, Hash.Length)]} comes into force"
        );
        return Latches.Freeze is null ? [standing, .. sequence.Steps(Carried, Latches, IsObserved, holds)] : [standing];
    }

    public static bool Declares(Topology topology, EndpointId endpoint) =>
        topology.Services.Find(endpoint.Service)?.Placements.Find(endpoint.Site)?.Address(endpoint.Family) is not null;

    private bool IsObserved(Service service) => (service.Mode ?? After.Policy.Mode) == Mode.Observe;

    private IEnumerable<KeyValuePair<EndpointId, int>> Weights(ServiceFamily unit)
    {
        var kept = unit.Endpoints.Select(e => (long)WeightBefore(e)).ToArray();
        var target = unit.Target(SteeringMap.AsDeclared, Latches);
        // Nobody is sent there yet, or all of its addresses are replaced: there is nothing to ramp from.
        var next = kept.Sum() == 0 ? target : Scaled(kept, target.Sum());
        return unit.Endpoints.Select((e, i) => KeyValuePair.Create(e, next[i]));
    }

    /// <summary>
    /// The same proportions with the sum that the new topology has: answers are drawn by proportion, and a family that not all
    /// placements have adds up to less than the whole.
    /// </summary>
    private static int[] Scaled(long[] weights, int total)
    {
        var sum = weights.Sum();
        var scaled = weights.Select(w => (int)(w * total / sum)).ToArray();
        scaled[Array.IndexOf(weights, weights.Max())] += total - scaled.Sum();
        return scaled;
    }

    private static Latches Kept(Latches latches, Topology after)
    {
        var locations = after.SiteLocations.ToArray();
        return latches with
        {
            Withdrawals = latches.Withdrawals.Where(w => Declares(after, w.Endpoint)).ToEquatableArray(),
            Drains = latches.Drains.Where(d => after.Sites.ContainsKey(d.Site)).ToEquatableArray(),
            Acknowledged = latches.Acknowledged.Where(l => locations.Contains(l)).ToEquatableArray(),
        };
    }
}
