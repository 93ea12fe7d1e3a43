using System.Text.Json.Serialization;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Topology;

/// <summary>Where an agent sees from.</summary>
/// <param name="Site">The site it stands in; null for an external one.</param>
/// <param name="VotingDomain">The location of its site, or the network of an external vantage point.</param>
/// <param name="Address">ip:port on which it hears the other agents (UDP).</param>
/// <param name="Anchor">ip:port outside its own site that answers TCP as long as its uplink works; null: none declared.</param>
public sealed record VantagePoint(AgentId Id, SiteId? Site, LocationId VotingDomain, string Address, string? Anchor)
{
    public bool External => Site is null;

    /// <summary>Every declared domain whose failure blinds it, those of its site included, in order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public EquatableArray<DomainId> Domains { get; init; } = [];
}
