namespace FailoverCtl.Store.Consul.Catalog;

/// <summary>What is registered. Two that are equal need no second registration.</summary>
/// <param name="Address">Null: the address of the Consul node.</param>
/// <param name="DeregisterCriticalAfter">Consul forgets it after being critical this long; null: never.</param>
public sealed record ServiceDefinition(
    string Id,
    string Name,
    string? Address,
    int? Port,
    ServiceMeta Meta,
    TimeSpan? DeregisterCriticalAfter
)
{
    /// <summary>Three passes fit in: one that is lost changes nothing.</summary>
    public static TimeSpan TimeToLive { get; } = TimeSpan.FromSeconds(15);
}

/// <param name="Site">Where it stands; null: outside all sites.</param>
/// <param name="Boot">Of the process; null for a site.</param>
public sealed record ServiceMeta(string Cluster, string? Site, long? Boot);
