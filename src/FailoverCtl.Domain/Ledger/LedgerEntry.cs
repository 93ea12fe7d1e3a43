using System.Text.Json.Serialization;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Domain.Ledger;

/// <summary>The committed steering with its epoch: the one value that fences everything (DESIGN: the commit is the election).</summary>
/// <param name="Epoch">Rises by one and is never used again.</param>
/// <param name="Proposal">Drawn for each attempt to commit: a read that shows it is the only proof of having won.</param>
/// <param name="Evidence">The reports this commit cites, by agent. Nobody may propose on an older board.</param>
public sealed record LedgerEntry(
    string Cluster,
    int Schema,
    long Epoch,
    Author Author,
    string Proposal,
    PlanRef Plan,
    string TopologyHash,
    Cause Cause,
    SortedMap<AgentId, Mark> Evidence,
    Mode Mode,
    Latches Latches,
    SteeringMap Steering
)
{
    /// <summary>The schema this program writes; another one is only observed.</summary>
    public const int CurrentSchema = 1;

    /// <summary>
    /// No installation gets there, with an epoch each millisecond not in 30 years: a higher one is damage or forged.
    /// </summary>
    public const long EpochMax = 1_000_000_000_000;

    /// <summary>
    /// The newest epoch that an operator recovered, carried on by every later one, so that a controller which slept through
    /// the recovery still learns of it (I-15); 0: none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long LastRecovery { get; init; }
}

/// <param name="Boot">Drawn when the controller starts: two processes under one name are two authors.</param>
public sealed record Author(ControllerId Controller, long Boot);

/// <summary>Which step of which plan an epoch is. Step counts from 1.</summary>
public sealed record PlanRef(string Id, int Step, int Steps);
