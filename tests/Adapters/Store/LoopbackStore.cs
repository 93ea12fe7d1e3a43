using System.Net;
using FailoverCtl.Daemon.Store;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Store.Consul;
using FailoverCtl.Store.Embedded;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>The embedded store behind its HTTP face on a free port of the loopback.</summary>
internal sealed class LoopbackStore : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoopbackStore(WebApplication app, EmbeddedStore store, Uri address)
    {
        _app = app;
        Store = store;
        Address = address;
    }

    public EmbeddedStore Store { get; }

    public Uri Address { get; }

    /// <summary>While it is so, new requests are answered as in an election; blocking reads that wait already go on.</summary>
    public bool HasNoLeader { get; set; }

    public static async Task<LoopbackStore> StartAsync()
    {
        var store = EmbeddedStores.Open(null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        LoopbackStore? self = null;
        app.Use(
            (http, next) =>
            {
                http.Response.StatusCode = self is { HasNoLeader: true } ? 500 : 200;
                return http.Response.StatusCode == 500 ? http.Response.WriteAsync("No cluster leader") : next(http);
            }
        );
        app.MapEmbeddedStore(store, "127.0.0.1:8300");
        await app.StartAsync();
        return self = new LoopbackStore(app, store, new Uri(app.Urls.First()));
    }

    /// <summary>A client with patient time limits: the machine that runs the tests may be busy.</summary>
    public static ConsulKeyValueStore Client(params Uri[] servers) =>
        new(
            new ConsulOptions
            {
                Servers = servers.ToEquatableArray(),
                Token = Environment.GetEnvironmentVariable("FAILOVERCTL_CONSUL_TOKEN"),
                ReadLimit = TimeSpan.FromSeconds(20),
                CommitLimit = TimeSpan.FromSeconds(20),
                PutLimit = TimeSpan.FromSeconds(20),
            },
            TimeProvider.System
        );

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Store.Dispose();
    }
}
