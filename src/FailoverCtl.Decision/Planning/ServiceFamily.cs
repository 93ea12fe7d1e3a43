using FailoverCtl.Domain;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Planning;

/// <summary>One service in one address family: the unit whose weights add up to the whole.</summary>
public sealed class ServiceFamily
{
    private readonly Topology _topology;
    private readonly Service _service;
    private readonly long _demandPerSecond;

    private ServiceFamily(Topology topology, Service service, AddressFamily family)
    {
        _topology = topology;
        _service = service;
        Endpoints = service
            .Placements.Values.Where(p => p.Address(family) is not null)
            .Select(p => new EndpointId(service.Id, p.Site, family))
            .ToEquatableArray();
        _demandPerSecond = service.DemandPerSecond ?? UnknownDemand(service, topology.Policy);
    }

    public Service Service => _service;

    public EquatableArray<EndpointId> Endpoints { get; }

    public static IEnumerable<ServiceFamily> Of(Topology topology) =>
        from service in topology.Services.Values
        from family in new[] { AddressFamily.V4, AddressFamily.V6 }
        let unit = new ServiceFamily(topology, service, family)
        where unit.Endpoints.Count > 0
        select unit;

    public int[] Current(SteeringMap steering) => [.. Endpoints.Select(e => steering.Weight(_topology, e))];

    public int[] Declared() => Current(SteeringMap.AsDeclared);

    /// <summary>Where the traffic should go in the end, given what is out.</summary>
    public int[] Target(SteeringMap current, Latches latches)
    {
        var dead = Endpoints.Any(e => IsDead(e, latches));
        return PourFrom(Declared(), Current(current), latches, e => IsOut(e, latches), dead);
    }

    /// <summary>Where the traffic must go at once, because what it came from is dead (I-18).</summary>
    public int[] Forced(SteeringMap current, Latches latches)
    {
        var weights = Current(current);
        var falls = Endpoints.Where((e, i) => weights[i] > 0 && IsDead(e, latches)).Any();
        return falls ? PourFrom(weights, weights, latches, e => IsDead(e, latches), dead: true) : weights;
    }

    /// <summary>Requests/s that a share stands for.</summary>
    public long Load(int share) => _demandPerSecond * share / BasisPoints.Whole;

    public long Capacity(EndpointId endpoint) => _service.Placements[endpoint.Site].CapacityPerSecond;

    public bool IsDead(EndpointId endpoint, Latches latches) =>
        latches.WithdrawalOf(endpoint) is not null
        || (latches.DrainOf(endpoint.Site) is { Cause: DrainCause.Lost } && !_service.Stateful);

    private bool IsOut(EndpointId endpoint, Latches latches) =>
        IsDead(endpoint, latches)
        || (latches.DrainOf(endpoint.Site) is { } drain && (!_service.Stateful || drain.Cause == DrainCause.Operator));

    /// <summary>An operator accepted that the receivers of this service go above their ceiling.</summary>
    public bool MayOverflow(Latches latches) =>
        latches.Drains.Any(d => d.Overflow && _service.Placements.ContainsKey(d.Site));

    private int[] PourFrom(int[] bases, int[] now, Latches latches, Func<EndpointId, bool> isOut, bool dead)
    {
        var ceiling = dead ? _topology.Policy.Ceiling : _topology.Policy.LiveCeiling;
        var vessels = Endpoints
            .Select((e, i) => new Vessel(bases[i], now[i], isOut(e), MayRise(e, latches), Room(e, ceiling)))
            .ToArray();
        // What took one building may take the next: a neighbour of a lost endpoint is the last to receive (I-04).
        var spared = vessels
            .Select((v, i) => v with { MayRise = v.MayRise && !IsNextToLost(Endpoints[i], latches) })
            .ToArray();
        var overflow = MayOverflow(latches) || _service.WhenShort == WhenShort.Overflow;
        return Pour.Into(Pour.HasRoom(spared) ? spared : vessels, overflow ? WhenShort.Overflow : WhenShort.Keep);
    }

    private int Room(EndpointId endpoint, int ceiling) =>
        _demandPerSecond == 0
            ? int.MaxValue
            : (int)Math.Min(int.MaxValue, Capacity(endpoint) * ceiling / _demandPerSecond);

    /// <summary>What an operator empties receives nothing, whatever is lost elsewhere.</summary>
    private bool MayRise(EndpointId endpoint, Latches latches) =>
        latches.DrainOf(endpoint.Site) is null && !SharesFate(endpoint, latches);

    /// <summary>A site next to a lost one is no refuge (I-04).</summary>
    private bool SharesFate(EndpointId endpoint, Latches latches) =>
        latches.Drains.Any(d =>
            d.Cause is DrainCause.Lost or DrainCause.SharedFate
            && _topology.Sites[d.Site].Location == _topology.Sites[endpoint.Site].Location
        );

    /// <summary>Withdrawn is no verdict about a site, so this is a preference: without room elsewhere it receives.</summary>
    private bool IsNextToLost(EndpointId endpoint, Latches latches) =>
        latches.Withdrawals.Any(w =>
            w.Endpoint.Service == endpoint.Service
            && w.Endpoint.Site != endpoint.Site
            && w.Kind.MeansLoss()
            && _topology.Sites[w.Endpoint.Site].Location == _topology.Sites[endpoint.Site].Location
        );

    /// <summary>Nobody said how much it is: as much as fills the declared split to what a live receiver may carry.</summary>
    private static long UnknownDemand(Service service, Policy policy) =>
        service
            .Placements.Values.Where(p => p.Weight > 0)
            .Select(p => (long)p.CapacityPerSecond * policy.LiveCeiling / p.Weight)
            .DefaultIfEmpty(0)
            .Min();
}
