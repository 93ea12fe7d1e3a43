using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Guards;

/// <summary>I-20: coming back after a loss is an operator's word.</summary>
public sealed class Failback : IGuard
{
    public Finding? Check(GuardInput input)
    {
        if (!input.Plan.Automatic)
        {
            return null;
        }

        foreach (var drain in input.Before.Drains.Where(d => d.Cause != DrainCause.Operator))
        {
            if (input.Plan.Steps.Any(s => s.Latches.DrainOf(drain.Site) is null))
            {
                return new(
                    "I-20",
                    "failback",
                    $"{drain.Site} would come back by itself after a loss",
                    "automatic",
                    $"failoverctl undrain {drain.Site}",
                    Overridable: false
                );
            }
        }

        return null;
    }
}
