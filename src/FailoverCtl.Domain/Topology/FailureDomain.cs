using System.Text.Json.Serialization;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Topology;

/// <summary>What sites, vantage points and DNS servers share: with it they are lost, or cut off, together.</summary>
/// <param name="Within">The domain it lies in; null: none.</param>
public sealed record FailureDomain(DomainId Id, DomainKind Kind, DomainId? Within)
{
    /// <summary>Whether several locations may share it; the others are lost with theirs.</summary>
    [JsonIgnore]
    public bool SpansLocations => Kind is not (DomainKind.Location or DomainKind.Building);

    /// <summary>For messages: "the carrier 'lumen'".</summary>
    public override string ToString() => $"the {Kind.Words()} '{Id}'";
}
