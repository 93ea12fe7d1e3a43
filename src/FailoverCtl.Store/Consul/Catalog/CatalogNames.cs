using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store.Consul.Catalog;

/// <summary>Names under which FailoverCtl stands in Consul's catalog. Policies and documentation are made from these.</summary>
public static class CatalogNames
{
    public const string Agent = "failoverctl-agent";

    public const string Controller = "failoverctl-controller";

    public const string Dns = "failoverctl-dns";

    public const string Site = "failoverctl-site";

    /// <summary>What the names above begin with.</summary>
    public const string Prefix = "failoverctl-";

    /// <summary>Consul's own check ids.</summary>
    public const string NodeMaintenance = "_node_maintenance";

    public static string ServiceMaintenance(string serviceId) => $"_service_maintenance:{serviceId}";

    /// <summary>
    /// The checks that keep a registration where it is. A site's goes with its node's maintenance too: without it nobody could
    /// see that the site has come out of it.
    /// </summary>
    public static EquatableArray<string> MaintenanceOf(string serviceId) =>
        serviceId.StartsWith(ServiceId(Site, ""), StringComparison.Ordinal)
            ? [ServiceMaintenance(serviceId), NodeMaintenance]
            : [ServiceMaintenance(serviceId)];

    /// <summary>The id of one registration: <c>consul maint -service=</c> takes this.</summary>
    public static string ServiceId(string name, string id) => $"{name}-{id}";

    /// <summary>The id of a registration's only check.</summary>
    public static string CheckId(string serviceId) => $"service:{serviceId}";
}
