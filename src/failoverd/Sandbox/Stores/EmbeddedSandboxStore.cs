using FailoverCtl.Daemon.Store;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Store;
using FailoverCtl.Store.Embedded;

namespace FailoverCtl.Daemon.Sandbox.Stores;

/// <summary>The embedded store in this process: outside of all sites, it dies with none of them.</summary>
internal sealed class EmbeddedSandboxStore : ISandboxStore
{
    private readonly EmbeddedStore _store;
    private readonly string _address;

    /// <param name="address">Where its HTTP API is served, host:port.</param>
    /// <exception cref="SandboxException">Its file cannot be opened; the message says why.</exception>
    public EmbeddedSandboxStore(string stateDirectory, string address)
    {
        _address = address;
        _store = EmbeddedStore.Open(
            new() { Path = Path.Combine(stateDirectory, "store.db") },
            TimeProvider.System
        ) switch
        {
            EmbeddedOpening.Opened opened => opened.Store,
            EmbeddedOpening.Refused refused => throw new SandboxException(refused.Problem),
            _ => throw new InvalidOperationException("an opening of a kind that does not exist"),
        };
    }

    public StoreKind Kind => StoreKind.Embedded;

    public IKeyValueStore Client => _store;

    public IReadOnlyList<IKeyValueStore> Servers => [_store];

    public IReadOnlyList<Child> ProcessesOf(SiteId site) => [];

    public string AddressesFor(SiteId? site) => _address;

    public void Map(IEndpointRouteBuilder routes) => routes.MapEmbeddedStore(_store, _address);

    public Task WaitAsync(CancellationToken cancel) => Task.CompletedTask;

    public Task<SiteId?> LeaderSiteAsync(CancellationToken cancel) => Task.FromResult<SiteId?>(null);

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }
}
