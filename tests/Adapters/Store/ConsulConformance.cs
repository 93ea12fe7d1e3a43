using FailoverCtl.Store;
using FailoverCtl.Store.Consul;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>The Consul client against Consul itself.</summary>
public sealed class ConsulConformance(SharedConsul consul) : KeyValueStoreConformance
{
    private ConsulKeyValueStore? _client;

    protected override IKeyValueStore Store => _client!;

    public override async ValueTask InitializeAsync() => _client = LoopbackStore.Client(await consul.AddressAsync());

    public override async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await _client.CommitAsync(Transaction.Of(new StoreOperation.DeleteTree(Prefix)), limit.Token);
            _client.Dispose();
        }
    }
}
