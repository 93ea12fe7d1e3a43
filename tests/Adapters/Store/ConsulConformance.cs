using FailoverCtl.Store;
using FailoverCtl.Store.Consul;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>The Consul client against Consul itself, when there is one: FAILOVERCTL_CONSUL_ADDR=http://127.0.0.1:8500.</summary>
public sealed class ConsulConformance : KeyValueStoreConformance
{
    private ConsulKeyValueStore? _client;

    protected override IKeyValueStore Store => _client!;

    public override ValueTask InitializeAsync()
    {
        var address = Environment.GetEnvironmentVariable("FAILOVERCTL_CONSUL_ADDR");
        var missing = string.IsNullOrEmpty(address);
        if (missing && Environment.GetEnvironmentVariable("FAILOVERCTL_REQUIRE_SERVERS") == "1")
        {
            Assert.Fail("FAILOVERCTL_REQUIRE_SERVERS=1, but FAILOVERCTL_CONSUL_ADDR names no Consul");
        }

        Assert.SkipWhen(missing, "no Consul: set FAILOVERCTL_CONSUL_ADDR to the address of one, http://host:port");
        _client = LoopbackStore.Client(new Uri(address!));
        return ValueTask.CompletedTask;
    }

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
