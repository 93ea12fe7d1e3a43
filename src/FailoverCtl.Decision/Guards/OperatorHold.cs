using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Guards;

/// <summary>
/// I-23: what an operator holds does not move. A held service keeps all its weights; a held site neither falls nor comes
/// back, though it may receive what the loss of another one forces.
/// </summary>
public sealed class OperatorHold : IGuard
{
    public Finding? Check(GuardInput input)
    {
        foreach (var endpoint in input.Topology.Endpoints)
        {
            var before = input.Weight(input.Parent.Steering, endpoint);
            foreach (var step in input.Plan.Steps)
            {
                var after = input.Weight(step.Steering, endpoint);
                var siteMoves = after < before || (before == 0 && after > 0);
                if (
                    (after != before && input.Holds.Covers(endpoint.Service))
                    || (siteMoves && input.Holds.Covers(endpoint.Site))
                )
                {
                    var hold = input.Holds.Items.First(h =>
                        h.Scope == "all"
                        || h.Scope == $"service:{endpoint.Service}"
                        || h.Scope == $"site:{endpoint.Site}"
                    );
                    return new(
                        "I-23",
                        "hold",
                        $"{endpoint} would move while {hold.Scope} is held by {hold.By} ({hold.Reason})",
                        $"{before} -> {after} basis points",
                        "no movement",
                        Overridable: false
                    );
                }
            }
        }

        return null;
    }
}
