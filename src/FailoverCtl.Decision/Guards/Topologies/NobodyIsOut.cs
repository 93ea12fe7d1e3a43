using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Guards.Topologies;

/// <summary>I-21: while something is out by verdict, the topology stays as it is, or an operator says otherwise.</summary>
internal sealed class NobodyIsOut : ITopologyGuard
{
    public Finding? Check(TopologyGuardInput input)
    {
        var latches = input.Change.BeforeLatches;
        var lost = latches.Drains.FirstOrDefault(d => d.Cause is DrainCause.Lost or DrainCause.SharedFate);
        var why =
            latches.Freeze is { } freeze ? $"automation is frozen: {freeze.Reason}"
            : lost is not null ? $"{lost.Site} is out: {lost.Reason}"
            : latches.Withdrawals is [var withdrawn, ..] ? $"{withdrawn.Endpoint} is withdrawn from the answers"
            : null;
        return why is null
            ? null
            : new(
                "I-21",
                "n-1",
                $"the topology would change in the middle of a loss: {why}",
                "something is out",
                "nothing is out",
                Overridable: true
            );
    }
}
