using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FailoverCtl.Daemon.Sandbox;

/// <summary>A stand-in for a hosted service: answers its health check and says which site it is.</summary>
internal static class OriginServer
{
    /// <param name="listen">ip:port, several.</param>
    public static async Task<int> RunAsync(string site, IReadOnlyList<string> listen, CancellationToken stopping)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.WebHost.ConfigureKestrel(o =>
        {
            // A probe's idle sentinel connection must outlive the default of two minutes.
            o.Limits.KeepAliveTimeout = TimeSpan.FromHours(1);
            o.Limits.RequestHeadersTimeout = TimeSpan.FromHours(1);
            foreach (var endpoint in listen)
            {
                o.Listen(IPEndPoint.Parse(endpoint), static e => e.Protocols = HttpProtocols.Http1);
            }
        });
        var app = builder.Build();
        var load = new OriginLoad(TimeProvider.System);
        app.Use(load.CountAsync);
        app.MapGet("/healthz", static () => "ok\n");
        app.MapGet("/load", () => Results.Bytes(load.Document(), "application/json"));
        app.MapFallback(() => $"served by {site}\n");
        await app.RunAsync(stopping);
        return 0;
    }
}
