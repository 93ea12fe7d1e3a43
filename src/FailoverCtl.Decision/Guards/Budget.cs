using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Guards;

/// <summary>I-17: what comes and goes is left alone once its budget for the hour is spent.</summary>
public sealed class Budget : IGuard
{
    public Finding? Check(GuardInput input)
    {
        var (before, after) = (input.Before, input.Plan.Steps[^1].Latches);
        var policy = input.Topology.Policy;
        foreach (var drain in after.Drains.Where(d => d.Cause == DrainCause.Lost))
        {
            if (before.DrainOf(drain.Site) is not { Cause: DrainCause.Lost })
            {
                var spent = before.Flaps.Count(f => f.Subject == drain.Site.Value);
                if (spent >= policy.DrainsPerHour)
                {
                    return Spent($"{drain.Site} would be drained again", spent, policy.DrainsPerHour);
                }
            }
        }

        foreach (var withdrawal in after.Withdrawals.Where(w => before.WithdrawalOf(w.Endpoint) is null))
        {
            var spent = before.Flaps.Count(f => f.Subject == withdrawal.Endpoint.Value);
            if (spent >= policy.WithdrawalsPerHour)
            {
                return Spent($"{withdrawal.Endpoint} would be withdrawn again", spent, policy.WithdrawalsPerHour);
            }
        }

        return null;
    }

    private static Finding Spent(string what, int spent, int budget) =>
        new("I-17", "flap-budget", what, $"{spent} times within the hour", $"{budget} times", Overridable: false);
}
