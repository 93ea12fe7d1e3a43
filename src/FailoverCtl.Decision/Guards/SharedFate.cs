using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Guards;

/// <summary>I-04: a receiver never lies inside the scope of the loss. Coming back to what is declared is no receiving.</summary>
public sealed class SharedFate : IGuard
{
    public Finding? Check(GuardInput input)
    {
        foreach (var (from, step) in input.Steps)
        {
            var scope = step
                .Latches.Drains.Where(d => d.Cause is DrainCause.Lost or DrainCause.SharedFate)
                .Select(d => input.Topology.Sites[d.Site].Location)
                .ToArray();
            foreach (var endpoint in input.Topology.Endpoints)
            {
                var location = input.Topology.Sites[endpoint.Site].Location;
                var weight = input.Weight(step.Steering, endpoint);
                var rises = weight > input.Weight(from, endpoint) && weight > input.Topology.DeclaredWeight(endpoint);
                if (rises && scope.Contains(location))
                {
                    return new(
                        "I-04",
                        "shared-fate",
                        $"{endpoint} would receive traffic next to a lost site",
                        $"it lies in {location}",
                        $"outside {location}",
                        Overridable: false
                    );
                }
            }
        }

        return null;
    }
}
