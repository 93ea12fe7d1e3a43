using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Probing.Answers;

namespace FailoverCtl.Probing.Dialogues;

/// <summary>
/// Asks grpc.health.v1 over one fresh HTTP/2 connection, in the clear (prior knowledge) or over TLS. The library's client
/// gets the connection that the loop made, so that it resolves no name and opens nothing.
/// </summary>
internal sealed class GrpcDialogue(IPEndPoint address, Probe probe, Trust trust) : IDialogue
{
    private static readonly MediaTypeHeaderValue Grpc = new("application/grpc");

    private readonly byte[] _question = GrpcHealth.Request(probe.GrpcService ?? "");
    private readonly Uri _target = new(
        $"{(probe.Tls is null ? "http" : "https")}://{(probe.Tls is { } tls ? $"{tls.Name}:{address.Port}" : address)}{GrpcHealth.Path}"
    );

    public async Task<DialogueResult> HoldAsync(Stream connection, CancellationToken cancel)
    {
        var certificate = new CertificateCheck(TimeProvider.System);
        using var client = Client(connection, certificate);
        try
        {
            using var response = await client.SendAsync(Request(), cancel);
            return new(await ReadAsync(response, cancel), certificate.DaysLeft);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            return certificate.Refusal();
        }
    }

    private HttpMessageInvoker Client(Stream connection, CertificateCheck certificate)
    {
        var unused = connection;
        return new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                MaxConnectionsPerServer = 1,
                MaxResponseHeadersLength = 8,
                SslOptions = probe.Tls is { } check
                    ? trust.Options(check, certificate)
                    : new SslClientAuthenticationOptions(),
                ConnectCallback = (_, _) =>
                    Interlocked.Exchange(ref unused, null!) is { } mine
                        ? ValueTask.FromResult(mine)
                        : throw new IOException("the connection of this probe is used up"),
            }
        );
    }

    private HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _target)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(_question),
        };
        request.Content.Headers.ContentType = Grpc;
        request.Headers.TE.Add(new("trailers"));
        return request;
    }

    private static async Task<Meaning> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        if (status != 200)
        {
            return status is 429 or 503
                ? new(FailureKind.Shedding, Flaw.Status, status)
                : Meaning.Wrong(Flaw.Status, status);
        }

        var body = new byte[GrpcHealth.AnswerMax + 1];
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancel);
        return length > GrpcHealth.AnswerMax
            ? Meaning.Wrong(Flaw.TooLarge)
            : GrpcHealth.Read(StatusOf(response), body.AsSpan(0, length));
    }

    /// <summary>In the trailers, or in the head where there is nothing else.</summary>
    private static string? StatusOf(HttpResponseMessage response) =>
        response.TrailingHeaders.TryGetValues("grpc-status", out var trailing) ? trailing.FirstOrDefault()
        : response.Headers.TryGetValues("grpc-status", out var leading) ? leading.FirstOrDefault()
        : null;
}
