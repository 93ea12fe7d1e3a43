using System.Net;

namespace FailoverCtl.Store.Consul.Catalog;

/// <summary>The one place where the catalog meets the transport: connections of its own, and one time limit a request.</summary>
internal sealed class CatalogTransport : IDisposable
{
    private readonly ConsulOptions _options;
    private readonly ConsulTransport _transport;
    private readonly ServerRotation _servers;

    public CatalogTransport(ConsulOptions options, TimeProvider time)
    {
        _options = options;
        _transport = new ConsulTransport(options, time);
        _servers = new ServerRotation(options.Servers, 0);
    }

    public void Dispose() => _transport.Dispose();

    /// <param name="agent">Null: any server, the same one until it fails.</param>
    public Task<CatalogReply> GetAsync(Uri? agent, string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, agent, path, null, _options.ReadLimit, cancellationToken);

    public Task<CatalogReply> PutAsync(
        Uri agent,
        string path,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    ) =>
        SendAsync(
            HttpMethod.Put,
            agent,
            path,
            new OnceContent(body, "application/json"),
            _options.PutLimit,
            cancellationToken
        );

    /// <param name="wait">How long the server may wait by itself before it answers.</param>
    public async Task<CatalogReply> WatchAsync(string path, TimeSpan wait, CancellationToken cancellationToken)
    {
        var (reply, failure) = await _transport.BlockingAsync(
            _servers,
            path,
            wait + _options.ReadLimit,
            cancellationToken
        );
        return Reply(reply, failure);
    }

    private async Task<CatalogReply> SendAsync(
        HttpMethod method,
        Uri? agent,
        string path,
        OnceContent? content,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        var servers = agent is null ? _servers : new ServerRotation([agent], 0);
        var (reply, failure) = await _transport.QuickAsync(servers, method, path, content, limit, cancellationToken);
        return Reply(reply, failure);
    }

    private static CatalogReply Reply(ConsulReply? reply, StoreFailure? failure) =>
        reply is null ? new(failure, IsFound: false, 1, default)
        : reply.Status is HttpStatusCode.OK or HttpStatusCode.NotFound
            ? new(null, reply.Status == HttpStatusCode.OK, Math.Max(1, reply.Index ?? 1), reply.Body)
        : new(reply.ToFailure(), IsFound: false, 1, default);
}

/// <param name="Failure">Null for 200 and 404, which mean something here.</param>
/// <param name="IsFound">200; false with no failure: 404.</param>
internal sealed record CatalogReply(StoreFailure? Failure, bool IsFound, ulong Index, ReadOnlyMemory<byte> Body);
