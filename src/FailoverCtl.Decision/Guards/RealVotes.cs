using FailoverCtl.Decision.Evidence;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Guards;

/// <summary>I-06: an automatic plan empties only what enough voting domains outside it have condemned.</summary>
public sealed class RealVotes : IGuard
{
    public Finding? Check(GuardInput input)
    {
        if (!input.Plan.Automatic || input.Plan.Cause.Kind is not (CauseKind.EndpointsLost or CauseKind.SiteLost))
        {
            return null;
        }

        foreach (var endpoint in input.Emptied)
        {
            var vote = input.Plan.Votes.FirstOrDefault(v => v.Subject == endpoint.Value);
            var outside = input.Topology.VotingDomains.Count(d => d != input.Topology.Sites[endpoint.Site].Location);
            var precaution =
                input.Plan.Next.Latches.DrainOf(endpoint.Site) is { Cause: Domain.Ledger.DrainCause.SharedFate };
            if (!precaution && (vote is null || vote.Electorate != outside || vote.For < Poll.Needed(outside)))
            {
                return new(
                    "I-06",
                    "votes",
                    $"{endpoint} would be emptied without enough votes",
                    $"{vote?.For ?? 0} of {outside} domains",
                    $"{Poll.Needed(outside)} of {outside}",
                    Overridable: false
                );
            }
        }

        return null;
    }
}
