using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul;
using FailoverCtl.Store.Embedded;

namespace FailoverCtl.Daemon.Store;

/// <summary>
/// The part of Consul's HTTP API that FailoverCtl uses, answered by the embedded store in Consul's own shapes, so that
/// curl, the Consul client and the conformance tests cannot tell them apart.
/// </summary>
public static class EmbeddedStoreApi
{
    /// <summary>What /v1/agent/self gives as the version.</summary>
    public const string Version = "failoverd-embedded";

    /// <param name="address">What /v1/status/leader answers, host:port.</param>
    public static void MapEmbeddedStore(this IEndpointRouteBuilder routes, EmbeddedStore store, string address)
    {
        var keys = new KeyEndpoints(store);
        routes.MapGet("/v1/kv/{**key}", keys.GetAsync);
        routes.MapPut("/v1/kv/{**key}", keys.PutAsync);
        routes.MapDelete("/v1/kv/{**key}", keys.DeleteAsync);
        routes.MapPut("/v1/txn", new TransactionEndpoint(store).PutAsync);
        routes.MapGet("/v1/status/leader", http => http.JsonAsync(address, ConsulJson.Default.String));
        routes.MapGet("/v1/status/peers", http => http.JsonAsync([address], ConsulJson.Default.IReadOnlyListString));
        var self = new ConsulAgentSelf(
            new ConsulAgentConfig("embedded", Environment.MachineName, Server: true, Version)
        );
        routes.MapGet("/v1/agent/self", http => http.JsonAsync(self, ConsulJson.Default.ConsulAgentSelf));
    }

    internal static Task JsonAsync<T>(this HttpContext http, T value, JsonTypeInfo<T> type, int status = 200)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(http.Response.Body, value, type, http.RequestAborted);
    }

    internal static Task TextAsync(this HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(text, http.RequestAborted);
    }

    internal static Task FailAsync(this HttpContext http, StoreFailure failure) =>
        http.TextAsync(
            failure.Kind switch
            {
                StoreFailureKind.TooLarge => 413,
                StoreFailureKind.Slow => 429,
                StoreFailureKind.Refused => 403,
                StoreFailureKind.Unreachable => 500,
                StoreFailureKind.TimedOut => 500,
                StoreFailureKind.NoLeader => 500,
                StoreFailureKind.Untrusted => 500,
                StoreFailureKind.Malformed => 400,
            },
            failure.Message
        );
}
