using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Guards;

/// <summary>I-08: what a site says of itself is evidence, never a vote.</summary>
public sealed class OutsideView : IGuard
{
    public Finding? Check(GuardInput input)
    {
        foreach (var endpoint in input.Emptied)
        {
            var location = input.Topology.Sites[endpoint.Site].Location;
            var vote = input.Plan.Votes.FirstOrDefault(v => v.Subject == endpoint.Value);
            if (vote is not null && vote.Votes.Any(v => v.Domain == location && v.Stance == Stance.For))
            {
                return new(
                    "I-08",
                    "outside-view",
                    $"{endpoint}: {location} votes on itself",
                    "1 vote",
                    "0 votes",
                    false
                );
            }
        }

        return null;
    }
}
