namespace FailoverCtl.Store.Consul.Catalog;

/// <summary>What a check says. Consul writes it to its log only when it changes, so it must stand still in a steady state:
/// no counters, no times.</summary>
/// <param name="Output">One sentence for whoever looks at Consul.</param>
public sealed record ServiceCheck(CheckStatus Status, string Output)
{
    /// <summary>Characters. Reasons are people's text.</summary>
    private const int OutputMax = 400;

    public string Output { get; } = Output.Length <= OutputMax ? Output : Output[..OutputMax];
}

public enum CheckStatus
{
    Passing,
    Warning,
    Critical,
}

/// <summary>What the catalog shall say of one role or site.</summary>
public sealed record CatalogListing(ServiceDefinition Service, ServiceCheck Check);
