using System.Text.Json.Serialization;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Topology;

/// <summary>A datacenter and the location it would be lost with; by default a location of its own name.</summary>
/// <param name="Location">The outermost one: four buildings of one campus are one location (I-05).</param>
public sealed record Site(SiteId Id, LocationId Location)
{
    /// <summary>Every declared domain that it lies in, with what those lie in, in order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public EquatableArray<DomainId> Domains { get; init; } = [];
}
