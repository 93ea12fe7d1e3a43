using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Probing.Agent;

/// <summary>Every watched endpoint in order, by site, and how many stand how.</summary>
internal sealed class Board
{
    private readonly Watched[] _targets;
    private readonly Dictionary<EndpointId, Watched> _byId;
    private readonly SortedMap<SiteId, SiteWatch> _sites;
    private int _up;
    private readonly int _outside;
    private int _outsideLost;

    private Board(Watched[] targets, SortedMap<SiteId, SiteWatch> sites)
    {
        _targets = targets;
        _sites = sites;
        _byId = targets.ToDictionary(t => t.Endpoint);
        foreach (var target in targets)
        {
            target.Site = sites.Find(target.Endpoint.Site);
            target.Site?.Endpoints.Add(target);
            Add(target, target.Standing, 1);
            _outside += target.OutsideOwnSite ? 1 : 0;
            Differing += target.Standing == target.Listed ? 0 : 1;
        }
    }

    public static Board Empty { get; } = new([], SortedMap<SiteId, SiteWatch>.Empty);

    public IReadOnlyList<Watched> Targets => _targets;

    public IReadOnlyList<SiteWatch> Sites => _sites.Values;

    public int Unknown { get; private set; }

    /// <summary>Suspect after a hard failure: confirmed or refuted within a few round trips.</summary>
    public int HardSuspects { get; private set; }

    public int OutsideSuspects { get; private set; }

    /// <summary>Endpoints that stand otherwise than the last report said.</summary>
    public int Differing { get; private set; }

    public bool AllOutsideLost => _outside > 0 && _outsideLost == _outside;

    public Watched? Find(EndpointId endpoint) => _byId.GetValueOrDefault(endpoint);

    public SiteWatch? Site(SiteId site) => _sites.Find(site);

    public Board Follow(Topology topology, AgentId self, ulong seed, long now)
    {
        var ownSite = topology.VantagePoints.Find(self)?.Site;
        var targets = topology.Endpoints.Select(e => Keep(topology, e, seed, now)).ToArray();
        Array.Sort(targets, static (a, b) => a.Endpoint.CompareTo(b.Endpoint));
        foreach (var target in targets)
        {
            target.OutsideOwnSite = ownSite is null || target.Endpoint.Site != ownSite;
        }

        foreach (var gone in _targets.Except(targets))
        {
            gone.Retired = true;
        }

        return new(targets, topology.Sites.Values.ToSortedMap(s => s.Id, s => Fresh(s.Id)));
    }

    /// <summary>Keeps the counts in step with one endpoint's change.</summary>
    public void Count(Watched target, Standing before, Standing after)
    {
        Add(target, before, -1);
        Add(target, after, 1);
        Differing += (after == target.Listed ? 0 : 1) - (before == target.Listed ? 0 : 1);
    }

    /// <summary>What is not Up, in order; who says so is filled in by the caller.</summary>
    public Report Report(long now)
    {
        var unhealthy = new List<Observation>(_targets.Length - _up);
        foreach (var target in _targets)
        {
            target.Listed = target.Standing;
            if (target.State != ObservedState.Up)
            {
                unhealthy.Add(target.Observe(now));
            }
        }

        Differing = 0;
        return new(default, 0, 0, "", false, _up, unhealthy.ToEquatableArray(), []);
    }

    private Watched Keep(Topology topology, EndpointId endpoint, ulong seed, long now)
    {
        var service = topology.Services[endpoint.Service];
        var address = service.Placements[endpoint.Site].Address(endpoint.Family) ?? "";
        if (Find(endpoint) is { } known && known.Address == address && known.Probe == service.Probe)
        {
            known.Adopt(topology.Policy);
            return known;
        }

        var startsIn = Spread.Within(Spread.Hash(seed, endpoint.Value), service.Probe.IntervalMilliseconds);
        return new(endpoint, address, service.Probe, topology.Policy, startsIn, now);
    }

    private SiteWatch Fresh(SiteId id) =>
        new(id)
        {
            Silent = _sites.Find(id)?.Silent ?? false,
            SuspectedAt = _sites.Find(id)?.SuspectedAt ?? (long.MinValue / 2),
            SweptAt = _sites.Find(id)?.SweptAt ?? (long.MinValue / 2),
        };

    private void Add(Watched target, Standing standing, int one)
    {
        _up += standing.State == ObservedState.Up ? one : 0;
        Unknown += standing.State == ObservedState.Unknown ? one : 0;
        HardSuspects += standing is { State: ObservedState.Suspect, Hard: true } ? one : 0;
        _outsideLost += standing.LooksLost && target.OutsideOwnSite ? one : 0;
        OutsideSuspects += standing.Suspected && target.OutsideOwnSite ? one : 0;
        if (standing.LooksLost && target.Site is { } site)
        {
            site.Lost += one;
        }
    }
}
