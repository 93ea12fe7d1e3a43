using FailoverCtl.Tests.Adapters.Store;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedConsul))]

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>
/// The Consul of all tests that keep to a prefix of their own: started by the first that needs it, or the one that
/// FAILOVERCTL_CONSUL_ADDR names.
/// </summary>
public sealed class SharedConsul : IAsyncDisposable
{
    private const string Home = "127.0.7.1";

    private readonly Lazy<Task<RealConsul>> _own = new(() => RealConsul.StartAsync(Home));

    public async ValueTask DisposeAsync()
    {
        // A start that failed has told its tests already.
        if (_own.IsValueCreated && _own.Value.IsCompletedSuccessfully)
        {
            await (await _own.Value).DisposeAsync();
        }
    }

    internal async Task<Uri> AddressAsync()
    {
        if (Environment.GetEnvironmentVariable("FAILOVERCTL_CONSUL_ADDR") is { Length: > 0 } given)
        {
            return new Uri(given);
        }

        RealConsul.Required();
        return (await _own.Value).Address;
    }
}
