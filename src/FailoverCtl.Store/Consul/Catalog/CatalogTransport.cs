using System.Net;

namespace FailoverCtl.Store.Consul.Catalog;

/// <summary>
/// The one place where the catalog meets the transport: connections of its own, one attempt and one time limit a request.
/// What failed is asked again at the next turn.
/// </summary>
internal sealed class CatalogTransport : IDisposable
{
    private readonly ConsulOptions _options;
    private readonly TimeProvider _time;
    private readonly ConsulTransport _transport;
    private readonly ServerRotation _servers;

    public CatalogTransport(ConsulOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _transport = new ConsulTransport(options, time);
        _servers = new ServerRotation([.. options.Servers.Select(address => new StoreServer(address, time))], 0);
    }

    public void Dispose() => _transport.Dispose();

    /// <param name="agent">Null: any server, the same one until it fails.</param>
    public Task<CatalogReply> GetAsync(Uri? agent, string path, CancellationToken cancellationToken) =>
        SendAsync(new(HttpMethod.Get, path, Servers(agent)), _options.ReadLimit, cancellationToken);

    public Task<CatalogReply> PutAsync(
        Uri agent,
        string path,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        var content = new OnceContent(body, "application/json");
        return SendAsync(new(HttpMethod.Put, path, Servers(agent), content), _options.PutLimit, cancellationToken);
    }

    /// <param name="wait">How long the server may wait by itself before it answers.</param>
    public Task<CatalogReply> WatchAsync(string path, TimeSpan wait, CancellationToken cancellationToken) =>
        SendAsync(
            new(HttpMethod.Get, path, _servers) { IsBlocking = true },
            wait + _options.ReadLimit,
            cancellationToken
        );

    private async Task<CatalogReply> SendAsync(
        ConsulRequest request,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        using var late = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var result = await _transport.SendAsync<ConsulReply>(
            request,
            static reply => reply,
            limit,
            either.Token,
            cancellationToken
        );
        return result.Value is { } reply
            ? new(null, reply.Status == HttpStatusCode.OK, Math.Max(1, reply.Index ?? 1), reply.Body)
            : new(result.Failure, IsFound: false, 1, default);
    }

    private ServerRotation Servers(Uri? agent) =>
        agent is null ? _servers : new ServerRotation([new StoreServer(agent, _time)], 0);
}

/// <param name="Failure">Null for 200 and 404, which mean something here.</param>
/// <param name="IsFound">200; false with no failure: 404.</param>
internal sealed record CatalogReply(StoreFailure? Failure, bool IsFound, ulong Index, ReadOnlyMemory<byte> Body);
