using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Evidence;

/// <summary>Asks the voting domains (I-06): one vote each, the majority inside speaking, silent ones stay in n.</summary>
public static class Poll
{
    /// <summary>From this many declared external vantage points on, one of them must say that it is lost (I-06).</summary>
    private const int ExternalsThatMustSpeak = 2;

    /// <summary>max(2, floor(n/2)+1): no single domain ever suffices.</summary>
    public static int Needed(int electorate) => Math.Max(2, (electorate / 2) + 1);

    public static Vote On(EndpointId endpoint, Topology topology, string topologyHash, Board board, long now)
    {
        var suspect = topology.Sites[endpoint.Site].Location;
        var votes = new List<DomainVote>();
        foreach (var domain in topology.VotingDomains)
        {
            if (domain != suspect)
            {
                votes.Add(VoteOf(domain, endpoint, topology, topologyHash, board, now));
            }
        }

        return new(endpoint.Value, votes.Count, Needed(votes.Count), votes.ToEquatableArray());
    }

    /// <summary>Carried, and seen from outside where outside is declared twice.</summary>
    public static bool Condemns(Vote vote, Topology topology)
    {
        var externals = topology.VantagePoints.Values.Where(v => v.External).ToArray();
        return vote.Carried
            && (
                externals.Length < ExternalsThatMustSpeak
                || vote.Votes.Any(v => v.Stance == Stance.For && externals.Any(e => e.VotingDomain == v.Domain))
            );
    }

    private static DomainVote VoteOf(
        LocationId domain,
        EndpointId endpoint,
        Topology topology,
        string topologyHash,
        Board board,
        long now
    )
    {
        var (accusers, defenders) = (new List<AgentId>(), new List<AgentId>());
        foreach (var vantage in topology.VantagePoints.Values.Where(v => v.VotingDomain == domain))
        {
            switch (board.StanceOf(vantage.Id, endpoint, topologyHash, topology.Policy, now))
            {
                case Stance.For:
                    accusers.Add(vantage.Id);
                    break;
                case Stance.Against:
                    defenders.Add(vantage.Id);
                    break;
                case Stance.Abstain:
                    break;
            }
        }

        return accusers.Count > defenders.Count ? new(domain, Stance.For, accusers.ToEquatableArray())
            : defenders.Count > accusers.Count ? new(domain, Stance.Against, defenders.ToEquatableArray())
            : new(domain, Stance.Abstain, []);
    }
}
