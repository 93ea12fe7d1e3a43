using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Evidence;

/// <summary>What one agent sees, condensed. One key in the store, one writer; written on change and as a heartbeat.</summary>
/// <param name="Boot">Drawn at the agent's start.</param>
/// <param name="Sequence">Rises with each report of that boot.</param>
/// <param name="TopologyHash">The topology it probes; endpoints that it does not list are Up under that topology.</param>
/// <param name="Blind">It cannot reach its reference anchor, or nothing at all: what it sees is no evidence (F-04).</param>
/// <param name="HealthyCount">Endpoints that are Up, not listed.</param>
/// <param name="Unhealthy">Every endpoint that is not Up, in order.</param>
/// <param name="SilentPeers">Agents whose heartbeats it misses: a hint, never a vote.</param>
public sealed record Report(
    AgentId Agent,
    long Boot,
    long Sequence,
    string TopologyHash,
    bool Blind,
    int HealthyCount,
    EquatableArray<Observation> Unhealthy,
    EquatableArray<AgentId> SilentPeers
)
{
    public Mark Mark => new(Boot, Sequence);
}
