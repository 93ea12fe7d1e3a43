using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Guards;

/// <summary>I-01: no name ever has an empty record set or zero total weight, in any family that is declared.</summary>
public sealed class NeverEmpty : IGuard
{
    public Finding? Check(GuardInput input)
    {
        foreach (var set in input.Topology.Endpoints.GroupBy(e => (e.Service, e.Family)))
        {
            if (input.Plan.Steps.Any(step => set.All(e => input.Weight(step.Steering, e) == 0)))
            {
                return new(
                    "I-01",
                    "never-empty",
                    $"{set.Key.Service} would have no {set.Key.Family} address left",
                    "0 addresses",
                    "at least 1",
                    Overridable: false
                );
            }
        }

        return null;
    }
}
