using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Decision.Maintenance;

/// <summary>One registration of a site in Consul's catalog, and the maintenance that it or its node is in.</summary>
/// <param name="Node">The Consul node that carries it.</param>
/// <param name="OfService">Null: this registration is in no maintenance.</param>
/// <param name="OfNode">Null: its node is in no maintenance.</param>
public sealed record SiteInstance(SiteId Site, string Node, MaintenanceCheck? OfService, MaintenanceCheck? OfNode);

/// <summary>The check by which Consul marks a maintenance.</summary>
/// <param name="CreateIndex">Another one each time a maintenance is switched on.</param>
/// <param name="Notes">The reason that was given; anybody's text.</param>
public sealed record MaintenanceCheck(ulong CreateIndex, string Notes);
