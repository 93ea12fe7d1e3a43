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
public sealed class Diagnose(Topology topology, string topologyHash)
{
    private readonly SortedMap<SiteId, EquatableArray<EndpointId>> _bySite = topology.Sites.Values.ToSortedMap(
        s => s.Id,
        s => topology.Endpoints.Where(e => e.Site == s.Id).ToEquatableArray()
    );

    public Situation Judge(Board board, Latches latches, long now)
    {
        var endpoints = Candidates(board, latches, now).ToSortedMap(e => e, e => Judge(e, board, now));
        var sites = topology.Sites.Values.ToSortedMap(s => s.Id, s => Judge(s, endpoints, board, now));
        var locations = topology.SiteLocations.ToSortedMap(l => l, l => Judge(l, endpoints));
        return new(endpoints, sites, locations);
    }

    private IEnumerable<EndpointId> Candidates(Board board, Latches latches, long now)
    {
        var policy = topology.Policy;
        return topology
            .VantagePoints.Keys.Select(agent => board.Sighted(agent, policy, now))
            .Where(received => received is not null)
            .SelectMany(received => received!.Report.Unhealthy.Select(o => o.Endpoint))
            .Concat(latches.Withdrawals.Select(w => w.Endpoint))
            .Where(IsDeclared)
            .Distinct();
    }

    private bool IsDeclared(EndpointId endpoint) =>
        topology.Services.Find(endpoint.Service)?.Placements.Find(endpoint.Site)?.Address(endpoint.Family) is not null;

    private EndpointFinding Judge(EndpointId endpoint, Board board, long now)
    {
        var vote = Poll.On(endpoint, topology, topologyHash, board, now);
        var seen = Accusations(endpoint, vote, board, now);
        var down = Poll.Condemns(vote, topology);
        var health =
            down ? Health.Down
            : vote.Against >= vote.Needed ? (vote.For > 0 ? Health.Degraded : Health.Up)
            : Health.Unknown;
        return new(
            endpoint,
            vote,
            health,
            down ? WorstCertain(seen) : FailureKind.None,
            down ? seen.Min(s => s.ForMilliseconds) : 0,
            !down && IsSuspected(endpoint, board, now)
        );
    }

    private List<Observation> Accusations(EndpointId endpoint, Vote vote, Board board, long now) =>
        [
            .. vote
                .Votes.Where(v => v.Stance == Stance.For)
                .SelectMany(v => v.Speakers)
                .Select(a => board.Of(a))
                .Where(r => r is not null)
                .Select(r => (Received: r!, Seen: r!.Find(endpoint)))
                .Where(p => p.Seen is not null)
                .Select(p => p.Seen! with { ForMilliseconds = p.Seen!.ForMilliseconds + (now - p.Received.At) }),
        ];

    /// <summary>A loss only when every accuser saw a loss: one wrong answer among them means that something answers.</summary>
    private static FailureKind WorstCertain(List<Observation> seen) =>
        seen.Find(s => !s.Kind.MeansLoss()) is { } soft ? soft.Kind
        : seen.Find(s => !s.Kind.IsHard()) is { } timeout ? timeout.Kind
        : seen[0].Kind;

    private bool IsSuspected(EndpointId endpoint, Board board, long now) =>
        topology
            .VantagePoints.Values.Where(v => v.Site != endpoint.Site)
            .Select(v => board.Sighted(v.Id, topology.Policy, now)?.Find(endpoint))
            .Any(seen => seen is { State: ObservedState.Suspect or ObservedState.Down } && seen.Kind.MeansLoss());

    private SiteFinding Judge(Site site, SortedMap<EndpointId, EndpointFinding> endpoints, Board board, long now)
    {
        var all = _bySite[site.Id];
        var lost = all.Select(e => endpoints.Find(e))
            .Where(f => f is { Health: Health.Down } && f.Kind.MeansLoss())
            .Select(f => f!)
            .ToArray();
        var troubled = all.Any(e => endpoints.Find(e) is { Health: not Health.Up });
        var own = topology.VantagePoints.Values.Where(v => v.Site == site.Id).ToArray();
        var silent = own.Length > 0 && own.All(v => !Speaks(v.Id, board, now));
        var downFor = lost.Length > 0 ? lost.Min(f => f.DownMilliseconds) : 0;
        var condition =
            all.Count > 0 && lost.Length == all.Count
                ? silent || downFor >= topology.Policy.DrainAfterMilliseconds
                    ? SiteCondition.Lost
                    : SiteCondition.Isolated
                : troubled
                    ? SiteCondition.Degraded
                    : SiteCondition.Healthy;
        return new(site.Id, condition, all.Count, lost.Length, silent, downFor, lost.FirstOrDefault()?.Vote);
    }

    private bool Speaks(AgentId agent, Board board, long now) =>
        board.Of(agent) is { } received && board.IsFresh(received, topology.Policy, now);

    private LocationFinding Judge(LocationId location, SortedMap<EndpointId, EndpointFinding> endpoints)
    {
        var all = topology.Sites.Values.Where(s => s.Location == location).SelectMany(s => _bySite[s.Id]).ToArray();
        var findings = all.Select(e => endpoints.Find(e)).Where(f => f is not null).Select(f => f!).ToArray();
        var down = findings.Where(f => f.Health == Health.Down).Select(f => f.DownMilliseconds).Order().ToArray();
        var bad = all.Length > 0 && down.Length * 2 >= all.Length;
        var trouble = findings.Count(f => f.Suspected || f.Health == Health.Down);
        // Bad since the moment at which half of its endpoints were down: the youngest of the older half.
        var onset = bad ? down[^((all.Length + 1) / 2)] : 0;
        return new(location, bad, !bad && trouble > 0 && trouble * 2 >= all.Length, onset);
    }
}
