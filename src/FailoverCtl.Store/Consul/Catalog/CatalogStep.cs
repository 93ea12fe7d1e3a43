namespace FailoverCtl.Store.Consul.Catalog;

/// <summary>One request to the Consul agent that keeps a registration.</summary>
public abstract record CatalogStep(Uri Agent)
{
    /// <summary>
    /// A new check begins with another status than its first pass will have: only then is the first sentence written at once.
    /// A change of the sentence alone waits for the agent's check_update_interval (5 min).
    /// </summary>
    /// <param name="First">What the first pass will say.</param>
    public sealed record Register(Uri Agent, ServiceDefinition Service, CheckStatus First) : CatalogStep(Agent);

    public sealed record Pass(Uri Agent, string ServiceId, ServiceCheck Check) : CatalogStep(Agent);

    /// <summary>
    /// Takes a registration back, unless another cluster made it, or an operator has put it in maintenance, or a site's node:
    /// that would vanish with it.
    /// </summary>
    public sealed record Withdraw(Uri Agent, string ServiceId, string Cluster) : CatalogStep(Agent);
}

/// <summary>What came of a step.</summary>
public abstract record CatalogOutcome
{
    private CatalogOutcome() { }

    public sealed record Done : CatalogOutcome;

    /// <summary>That agent knows no such registration.</summary>
    public sealed record Unknown : CatalogOutcome;

    /// <summary>It is in maintenance and was left as it is.</summary>
    public sealed record Kept : CatalogOutcome;

    /// <summary>Another cluster has registered that id with that agent.</summary>
    public sealed record Taken(string Cluster) : CatalogOutcome;

    /// <summary>This store has no catalog: the embedded one.</summary>
    public sealed record NoCatalog : CatalogOutcome;

    public sealed record Failed(StoreFailure Failure) : CatalogOutcome;
}
