using System.Text.Json.Serialization;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Domain.Ledger;

/// <summary>A controller's heartbeat, and what it thinks.</summary>
/// <param name="Counter">Rises with each beat of this boot.</param>
/// <param name="LedgerIndex">ModifyIndex of the ledger it read last: one that stands still while the ledger moves is stalled.</param>
/// <param name="Epoch">The newest epoch it has read.</param>
/// <param name="EpochElapsedMilliseconds">How long that epoch has been in force by its own monotonic clock; remaining
/// durations count down by it, so that a successor can only wait longer.</param>
/// <param name="Targets">DNS servers and what they answered at the last read-back.</param>
/// <param name="Waiting">The plan it would commit and why it has not: mode, hold, refusal or wait; null when level.</param>
public sealed record ControllerStatus(
    ControllerId Id,
    long Boot,
    long Counter,
    SiteId? Site,
    ulong LedgerIndex,
    long Epoch,
    long EpochElapsedMilliseconds,
    EquatableArray<TargetStatus> Targets,
    SortedMap<SiteId, SiteCondition> Sites,
    WaitingPlan? Waiting
)
{
    /// <summary>Why it writes nothing until a person has acted: the store went back or is damaged (I-15); null: nothing stops it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Stopped { get; init; }
}

/// <param name="SeenEpoch">The epoch it answered, 0 when it did not.</param>
public sealed record TargetStatus(DnsServerId Server, bool Reached, long SeenEpoch);

/// <param name="PlanId">What an approval names.</param>
public sealed record WaitingPlan(
    string PlanId,
    string Why,
    EquatableArray<string> Reasons,
    EquatableArray<Finding> Findings
);
