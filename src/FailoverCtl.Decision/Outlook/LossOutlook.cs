using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Outlook;

/// <summary>What controllers would make of the loss of some sites.</summary>
/// <param name="Epochs">What would be committed, one plan an epoch: its first step is what that epoch changes.</param>
/// <param name="Refused">What would be refused on the way, and by which rule or mode; each once.</param>
/// <param name="Approvals">Plans among the epochs that would wait for an operator's approval.</param>
/// <param name="Waiting">What would still be wanted in the end, and why it is not done; null: nothing.</param>
/// <param name="Conditions">How each site would be judged in the end.</param>
public sealed record LossOutlook(
    Topology Topology,
    EquatableArray<SiteId> Lost,
    LedgerEntry Before,
    LedgerEntry After,
    EquatableArray<Plan> Epochs,
    EquatableArray<RefusalEvent> Refused,
    EquatableArray<string> Approvals,
    WaitingPlan? Waiting,
    SortedMap<SiteId, SiteCondition> Conditions
)
{
    /// <summary>The latch that would stop automation because too much fails at once (I-05); null: none.</summary>
    public Freeze? Freeze => After.Latches.Freeze;

    /// <summary>Every service in every family, in order.</summary>
    public EquatableArray<ServiceLoss> Services => ServiceLoss.Of(this).ToEquatableArray();
}
