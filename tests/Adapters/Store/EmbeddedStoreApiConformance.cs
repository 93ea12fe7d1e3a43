using FailoverCtl.Store;
using FailoverCtl.Store.Consul;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>The Consul client against the embedded store's HTTP face.</summary>
public sealed class EmbeddedStoreApiConformance : KeyValueStoreConformance
{
    private LoopbackStore? _server;
    private ConsulKeyValueStore? _client;

    protected override IKeyValueStore Store => _client!;

    public override async ValueTask InitializeAsync()
    {
        _server = await LoopbackStore.StartAsync();
        _client = LoopbackStore.Client(_server.Address);
    }

    public override async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _server!.DisposeAsync();
    }
}
