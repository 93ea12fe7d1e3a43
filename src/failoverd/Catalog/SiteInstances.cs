using FailoverCtl.Decision.Maintenance;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Store.Consul.Catalog;

namespace FailoverCtl.Daemon.Catalog;

/// <summary>From Consul's health to what <see cref="MaintenanceIntents"/> understands.</summary>
internal static class SiteInstances
{
    /// <summary>The registrations of one cluster's sites; another cluster's, or one without a site, says nothing here.</summary>
    public static EquatableArray<SiteInstance> Of(EquatableArray<CatalogService> services, string cluster) =>
        services
            .Where(s => s.Cluster == cluster && s.Site is not null)
            .Select(s => new SiteInstance(
                new(s.Site!),
                s.Node,
                Maintenance(s, CatalogNames.ServiceMaintenance(s.Id)),
                Maintenance(s, CatalogNames.NodeMaintenance)
            ))
            .ToEquatableArray();

    private static MaintenanceCheck? Maintenance(CatalogService service, string checkId) =>
        service.Checks.FirstOrDefault(c => c.Id == checkId) is { } check ? new(check.CreateIndex, check.Notes) : null;
}
