using FailoverCtl.Decision.Evidence;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Diagnosis;

/// <summary>
/// Makes findings of the board. It keeps no memory: how long something has been so comes from the reports, so that a
/// controller that starts with an empty disk judges like one that has watched for a year.
/// </summary>
public sealed class Diagnose
{
    private readonly Topology _topology;
    private readonly string _topologyHash;
    private readonly SiteScope[] _sites;
    private readonly LocationScope[] _locations;

    public Diagnose(Topology topology, string topologyHash)
    {
        (_topology, _topologyHash) = (topology, topologyHash);
        _sites =
        [
            .. topology.Sites.Values.Select(s => new SiteScope(
                s.Id,
                [.. topology.Endpoints.Where(e => e.Site == s.Id)],
                [.. topology.VantagePoints.Values.Where(v => v.Site == s.Id).Select(v => v.Id)]
            )),
        ];
        _locations =
        [
            .. topology.SiteLocations.Select(l => new LocationScope(
                l,
                [.. _sites.Where(s => topology.Sites[s.Id].Location == l).SelectMany(s => s.Endpoints)]
            )),
        ];
    }

    public Situation Judge(Board board, Latches latches, long now)
    {
        var endpoints = Candidates(board, latches, now).ToSortedMap(e => e, e => Judge(e, board, now));
        var sites = _sites.ToSortedMap(s => s.Id, s => Judge(s, endpoints, board, now));
        var locations = _locations.ToSortedMap(l => l.Id, l => Judge(l, endpoints));
        return new(endpoints, sites, locations);
    }

    private IEnumerable<EndpointId> Candidates(Board board, Latches latches, long now)
    {
        var policy = _topology.Policy;
        return _topology
            .VantagePoints.Keys.Select(agent => board.Sighted(agent, policy, now))
            .Where(received => received is not null)
            .SelectMany(received => received!.Report.Unhealthy.Select(o => o.Endpoint))
            .Concat(latches.Withdrawals.Select(w => w.Endpoint))
            .Where(IsDeclared)
            .Distinct();
    }

    private bool IsDeclared(EndpointId endpoint) =>
        _topology.Services.Find(endpoint.Service)?.Placements.Find(endpoint.Site)?.Address(endpoint.Family) is not null;

    private EndpointFinding Judge(EndpointId endpoint, Board board, long now)
    {
        var vote = Poll.On(endpoint, _topology, _topologyHash, board, now);
        var seen = Accusations(endpoint, vote, board, now);
        var down = Poll.Condemns(vote, _topology) && seen.Count >= vote.Needed;
        var health =
            down ? Health.Down
            : vote.Against >= vote.Needed ? (vote.For > 0 ? Health.Degraded : Health.Up)
            : Health.Unknown;
        return new(
            endpoint,
            vote,
            health,
            down ? KindOf(seen, vote.Needed) : FailureKind.None,
            // As long as enough domains have all seen it: one agent that restarts does not make an old outage young.
            down ? seen[vote.Needed - 1].ForMilliseconds : 0,
            !down && IsSuspected(endpoint, board, now)
        );
    }

    /// <summary>What each accusing domain has seen for longest, the longest first.</summary>
    private static List<Observation> Accusations(EndpointId endpoint, Vote vote, Board board, long now) =>
        [
            .. vote
                .Votes.Where(v => v.Stance == Stance.For)
                .Select(v => v.Speakers.Select(a => Accusation(a, endpoint, board, now)).MaxBy(o => o?.ForMilliseconds))
                .Where(o => o is not null)
                .Select(o => o!)
                .OrderByDescending(o => o.ForMilliseconds),
        ];

    private static Observation? Accusation(AgentId agent, EndpointId endpoint, Board board, long now) =>
        board.Of(agent) is { } received && received.Find(endpoint) is { } seen
            ? seen with
            {
                ForMilliseconds = seen.ForMilliseconds + (now - received.At),
            }
            : null;

    /// <summary>A loss when enough domains saw a loss; a hard one when all of those did.</summary>
    private static FailureKind KindOf(List<Observation> seen, int needed)
    {
        var losses = seen.FindAll(s => s.Kind.MeansLoss());
        return losses.Count < needed ? seen.Find(s => !s.Kind.MeansLoss())!.Kind
            : losses.Find(s => !s.Kind.IsHard()) is { } timeout ? timeout.Kind
            : losses[0].Kind;
    }

    /// <summary>Whether at least half of a location's endpoints are up by vote: silence is not health.</summary>
    public bool IsWell(LocationId location, Board board, long now)
    {
        if (Array.Find(_locations, l => l.Id == location) is not { } scope)
        {
            return true;
        }

        var well = scope.Endpoints.Count(e =>
            Poll.On(e, _topology, _topologyHash, board, now) is var vote && vote.Against >= vote.Needed
        );
        return well * 2 >= scope.Endpoints.Length;
    }

    /// <summary>Whether every endpoint of a site is up by vote: silence is not health.</summary>
    public bool IsUp(SiteId site, Board board, long now) =>
        Array.Find(_sites, s => s.Id == site) is { } scope
        && Array.TrueForAll(
            scope.Endpoints,
            e => Poll.On(e, _topology, _topologyHash, board, now) is var vote && vote.Against >= vote.Needed
        );

    private bool IsSuspected(EndpointId endpoint, Board board, long now) =>
        _topology
            .VantagePoints.Values.Where(v => v.Site != endpoint.Site)
            .Select(v => board.Sighted(v.Id, _topology.Policy, now)?.Find(endpoint))
            .Any(seen => seen is { State: ObservedState.Suspect or ObservedState.Down } && seen.Kind.MeansLoss());

    private SiteFinding Judge(SiteScope site, SortedMap<EndpointId, EndpointFinding> endpoints, Board board, long now)
    {
        var (lost, downFor, troubled) = (0, long.MaxValue, false);
        Vote? vote = null;
        foreach (var endpoint in site.Endpoints)
        {
            if (endpoints.Find(endpoint) is not { } finding)
            {
                continue;
            }

            troubled |= finding.Health != Health.Up;
            if (finding.Health == Health.Down && finding.Kind.MeansLoss())
            {
                lost++;
                downFor = Math.Min(downFor, finding.DownMilliseconds);
                vote ??= finding.Vote;
            }
        }

        downFor = lost > 0 ? downFor : 0;
        var silent =
            site.Agents.Length > 0 && Array.TrueForAll(site.Agents, a => board.IsSilent(a, _topology.Policy, now));
        var condition =
            site.Endpoints.Length > 0 && lost == site.Endpoints.Length
                ? silent || downFor >= _topology.Policy.DrainAfterMilliseconds
                    ? SiteCondition.Lost
                    : SiteCondition.Isolated
                : troubled
                    ? SiteCondition.Degraded
                    : SiteCondition.Healthy;
        return new(site.Id, condition, site.Endpoints.Length, lost, silent, downFor, vote);
    }

    private static LocationFinding Judge(LocationScope location, SortedMap<EndpointId, EndpointFinding> endpoints)
    {
        var down = new List<long>();
        var (all, trouble) = (location.Endpoints.Length, 0);
        foreach (var endpoint in location.Endpoints)
        {
            if (endpoints.Find(endpoint) is not { } finding)
            {
                continue;
            }

            trouble += finding.Suspected || finding.Health == Health.Down ? 1 : 0;
            if (finding.Health == Health.Down)
            {
                down.Add(finding.DownMilliseconds);
            }
        }

        down.Sort();
        var bad = all > 0 && down.Count * 2 >= all;
        // Bad since the moment at which half of its endpoints were down: the youngest of the older half.
        var onset = bad ? down[^((all + 1) / 2)] : 0;
        return new(location.Id, bad, !bad && trouble > 0 && trouble * 2 >= all, onset);
    }

    private sealed record SiteScope(SiteId Id, EndpointId[] Endpoints, AgentId[] Agents);

    private sealed record LocationScope(LocationId Id, EndpointId[] Endpoints);
}
