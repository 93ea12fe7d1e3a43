using System.Text.Json.Serialization;
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
    /// <summary>Certificates that end soon, in order of endpoints; at most <see cref="ListMax"/>, the soonest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public EquatableArray<CertificateSeen> Certificates { get; init; }

    /// <summary>What resolvers make of public names: no part of any vote; at most <see cref="ListMax"/>, those that lead astray first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public EquatableArray<NameSeen> Names { get; init; }

    /// <summary>Load documents of origins; at most <see cref="ListMax"/>. What is not listed is unknown.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public EquatableArray<LoadSeen> Loads { get; init; }

    /// <summary>Three lists of 64, at 250 bytes an entry, are 48 kB in each heartbeat: what a store of 100 agents still bears.</summary>
    public const int ListMax = 64;

    public Mark Mark => new(Boot, Sequence);
}
