using FailoverCtl.Domain.Identity;
using FailoverCtl.Store;

namespace FailoverCtl.Daemon.Sandbox.Stores;

/// <summary>What a world is coordinated by.</summary>
internal interface ISandboxStore : IAsyncDisposable
{
    StoreKind Kind { get; }

    /// <summary>This process's own client of the whole.</summary>
    IKeyValueStore Client { get; }

    /// <summary>A client of each server alone: whatever dies or hangs, another one goes on showing.</summary>
    IReadOnlyList<IKeyValueStore> Servers { get; }

    /// <summary>The store's own processes at a site.</summary>
    IReadOnlyList<Child> ProcessesOf(SiteId site);

    /// <summary>CONSUL_HTTP_ADDR at a site, or outside of all (null).</summary>
    string AddressesFor(SiteId? site);

    void Map(IEndpointRouteBuilder routes);

    /// <summary>Returns when it answers consistent reads.</summary>
    /// <exception cref="SandboxException">It does not in time; the message says where its logs are.</exception>
    Task WaitAsync(CancellationToken cancel);

    /// <summary>Where the server stands that most servers follow; null while there is none, or no such site.</summary>
    Task<SiteId?> LeaderSiteAsync(CancellationToken cancel);
}
