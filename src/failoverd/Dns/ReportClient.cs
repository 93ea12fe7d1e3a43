using System.Net;
using System.Text.Json;
using FailoverCtl.Daemon.Agent;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store;

namespace FailoverCtl.Daemon.Dns;

/// <summary>An agent's report, or a sentence that says why there is none.</summary>
internal readonly record struct ReportAnswer(Report? Report, string? Problem);

/// <summary>Asks agents for their reports over connections that stay open, and believes only what is sealed for the question.</summary>
/// <param name="limit">Of one question, its connection and its answer.</param>
internal sealed class ReportClient(ReportSeal seal, TimeSpan limit, TimeProvider time) : IDisposable
{
    private const int ConnectionsPerAgentMax = 2;
    private const int HeaderKilobytesMax = 4;

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = limit,
            MaxConnectionsPerServer = ConnectionsPerAgentMax,
            MaxResponseHeadersLength = HeaderKilobytesMax,
        }
    )
    {
        // A report is a value in the store, so it is no larger than one.
        MaxResponseContentBufferSize = StoreLimits.RequestBytesMax,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public void Dispose() => _http.Dispose();

    public async Task<ReportAnswer> AskAsync(VantagePoint agent, CancellationToken stopping)
    {
        using var expiry = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, stopping);
        try
        {
            var nonce = ReportSeal.DrawNonce();
            using var question = new HttpRequestMessage(HttpMethod.Get, $"http://{agent.Address}{ReportEndpoint.Path}");
            question.Headers.Add(ReportSeal.NonceHeader, nonce);
            question.Headers.Add(ReportSeal.SealHeader, seal.OfQuestion(agent.Id, nonce));
            using var answer = await _http.SendAsync(question, either.Token);
            return await ReadAsync(agent, nonce, answer, either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return Problem(agent, $"does not answer within {limit.TotalMilliseconds:0} ms");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Problem(agent, $"cannot be asked: {(e.InnerException ?? e).Message}");
        }
    }

    private async Task<ReportAnswer> ReadAsync(
        VantagePoint agent,
        string nonce,
        HttpResponseMessage answer,
        CancellationToken cancel
    )
    {
        switch (answer.StatusCode)
        {
            case HttpStatusCode.OK:
                break;
            case HttpStatusCode.Unauthorized:
                return Problem(agent, "does not accept the question: is its --peer-key-file the same as here?");
            case HttpStatusCode.ServiceUnavailable:
                return Problem(agent, "has no report yet");
            default:
                return Problem(agent, $"answers {(int)answer.StatusCode}: is another program there?");
        }

        var body = await answer.Content.ReadAsByteArrayAsync(cancel);
        var given = answer.Headers.TryGetValues(ReportSeal.SealHeader, out var seals) ? seals.FirstOrDefault() : null;
        if (!ReportSeal.AreEqual(given, seal.OfAnswer(agent.Id, nonce, body)))
        {
            return Problem(agent, "answered, and the seal does not fit: not believed (another key, or a forgery)");
        }

        try
        {
            return JsonSerializer.Deserialize(body, DomainJson.Default.Report) is { } report && report.Agent == agent.Id
                ? new(report, null)
                : Problem(agent, "answered with the report of another agent: not believed");
        }
        catch (JsonException e)
        {
            return Problem(agent, $"answered with something that is no report: {e.Message}");
        }
    }

    private static ReportAnswer Problem(VantagePoint agent, string what) =>
        new(null, $"agent {agent.Id} at TCP {agent.Address} {what}");
}
