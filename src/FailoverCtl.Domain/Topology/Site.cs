using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Topology;

/// <summary>A datacenter and the location domain it would be lost with; by default a location of its own name.</summary>
public sealed record Site(SiteId Id, LocationId Location);
