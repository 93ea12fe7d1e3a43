using System.Net;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Store.Consul.Catalog;

namespace FailoverCtl.Daemon.Catalog;

/// <summary>How the roles and sites of this program are defined in the catalog.</summary>
internal static class RoleListing
{
    /// <summary>Long enough that nothing is forgotten over a weekend, short enough that a role that is gone for good goes.</summary>
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromHours(72);

    /// <param name="address">ip:port; null: the Consul node's.</param>
    public static ServiceDefinition Role(
        string name,
        string id,
        string? address,
        string cluster,
        SiteId? site,
        long boot
    )
    {
        var endpoint = address is null ? null : IPEndPoint.Parse(address);
        return new(
            CatalogNames.ServiceId(name, id),
            name,
            endpoint?.Address.ToString(),
            endpoint?.Port,
            new(cluster, site?.Value, boot),
            ForgottenAfter
        );
    }

    /// <summary>A site is declared, so Consul never forgets it: with it would go the maintenance that somebody put it in.</summary>
    public static ServiceDefinition Site(SiteId site, string cluster) =>
        new(
            CatalogNames.ServiceId(CatalogNames.Site, site.Value),
            CatalogNames.Site,
            null,
            null,
            new(cluster, site.Value, null),
            DeregisterCriticalAfter: null
        );
}
