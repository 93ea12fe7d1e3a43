using System.Net;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.Daemon.Agent;

/// <summary>
/// Gives an agent's newest report to whoever holds the peer key: <c>GET /v1/report</c> over TCP on the vantage point's own
/// address. DNS servers ask here, so that they can see while the store cannot be read.
/// </summary>
internal sealed class ReportEndpoint : IAsyncDisposable
{
    public const string Path = "/v1/report";

    // A DNS server keeps one connection, two while one is being replaced.
    private const int ConnectionsMax = 256;
    private const int RequestLineBytesMax = 512;
    private const int HeaderBytesMax = 4_096;

    private static readonly TimeSpan HeadersLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(60);

    private readonly AgentId _agent;
    private readonly ReportSeal _seal;
    private readonly Func<Report?> _newest;
    private readonly WebApplication _web;
    private volatile Written? _written;

    private ReportEndpoint(IPEndPoint address, AgentId agent, ReportSeal seal, Func<Report?> newest)
    {
        (_agent, _seal, _newest) = (agent, seal, newest);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(o =>
        {
            o.AddServerHeader = false;
            o.Limits.MaxConcurrentConnections = ConnectionsMax;
            o.Limits.MaxRequestLineSize = RequestLineBytesMax;
            o.Limits.MaxRequestHeadersTotalSize = HeaderBytesMax;
            o.Limits.MaxRequestBodySize = 0;
            o.Limits.RequestHeadersTimeout = HeadersLimit;
            o.Limits.KeepAliveTimeout = IdleLimit;
            o.Listen(address);
        });
        _web = builder.Build();
        _web.Run(AnswerAsync);
    }

    /// <param name="newest">The last report, null before the first.</param>
    /// <exception cref="IOException">The address cannot be listened on; the message says why.</exception>
    public static async Task<ReportEndpoint> StartAsync(
        IPEndPoint address,
        AgentId agent,
        ReportSeal seal,
        Func<Report?> newest,
        CancellationToken cancel
    )
    {
        var endpoint = new ReportEndpoint(address, agent, seal, newest);
        try
        {
            await endpoint._web.StartAsync(cancel);
        }
        catch
        {
            await endpoint.DisposeAsync();
            throw;
        }

        return endpoint;
    }

    public async ValueTask DisposeAsync() => await _web.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        if (request.Path != Path)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
        }
        else if (!HttpMethods.IsGet(request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        }
        else if (
            (string?)request.Headers[ReportSeal.NonceHeader] is not { } nonce
            || !ReportSeal.IsNonce(nonce)
            || !ReportSeal.AreEqual(request.Headers[ReportSeal.SealHeader], _seal.OfQuestion(_agent, nonce))
        )
        {
            response.StatusCode = StatusCodes.Status401Unauthorized;
        }
        else if (_newest() is not { } report)
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        else
        {
            var body = BytesOf(report);
            response.ContentType = "application/json";
            response.ContentLength = body.Length;
            response.Headers[ReportSeal.SealHeader] = _seal.OfAnswer(_agent, nonce, body);
            await response.Body.WriteAsync(body, http.RequestAborted);
        }
    }

    /// <summary>Written once for all who ask: a report does not change.</summary>
    private byte[] BytesOf(Report report)
    {
        if (_written is { } known && ReferenceEquals(known.Report, report))
        {
            return known.Bytes;
        }

        var bytes = Codec.Write(report, DomainJson.Default.Report);
        _written = new(report, bytes);
        return bytes;
    }

    private sealed record Written(Report Report, byte[] Bytes);
}
