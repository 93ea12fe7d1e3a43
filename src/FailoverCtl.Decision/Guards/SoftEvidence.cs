using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Guards;

/// <summary>I-16, I-22, I-28: overload is not death, and stateful services are not moved on a vote alone.</summary>
public sealed class SoftEvidence : IGuard
{
    public Finding? Check(GuardInput input)
    {
        foreach (var withdrawal in input.Plan.Steps[^1].Latches.Withdrawals)
        {
            if (input.Before.WithdrawalOf(withdrawal.Endpoint) is not null)
            {
                continue;
            }

            if (withdrawal.Kind is FailureKind.Shedding or FailureKind.Certificate or FailureKind.None)
            {
                return new(
                    "I-28",
                    "soft-evidence",
                    $"{withdrawal.Endpoint} would be withdrawn although it answers",
                    withdrawal.Kind.ToString(),
                    "a loss, or wrong answers that last",
                    Overridable: false
                );
            }

            if (input.Topology.Services[withdrawal.Endpoint.Service].Stateful)
            {
                return new(
                    "I-22",
                    "stateful",
                    $"{withdrawal.Endpoint} holds state and the lag of its replicas is unknown",
                    "lag unknown",
                    "lag within the recovery point objective",
                    Overridable: false
                );
            }
        }

        return StatefulDrain(input);
    }

    /// <summary>Only an operator who names it moves what holds state (I-22).</summary>
    private static Finding? StatefulDrain(GuardInput input)
    {
        foreach (var endpoint in input.Emptied.Where(e => input.Topology.Services[e.Service].Stateful))
        {
            return new(
                "I-22",
                "stateful",
                $"{endpoint} holds state and the lag of its replicas is unknown",
                "lag unknown",
                "lag within the recovery point objective",
                Overridable: !input.Plan.Automatic
            );
        }

        return null;
    }
}
