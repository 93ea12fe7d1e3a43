using System.Net;
using System.Net.Sockets;

namespace FailoverCtl.Store.Consul;

/// <summary>
/// One request, one server, one time limit over all of it, the body included. After a failure the next request goes
/// to the next server; nothing is ever sent again from here.
/// </summary>
internal sealed class ConsulTransport : IDisposable
{
    // Blocking reads sit on their connections for minutes: plenty of them, and apart from the ones that must be quick.
    private const int ConnectionsPerServerMax = 256;

    // A dark server is noticed after 1 + 2 x 1 s on a connection that only waits.
    private const int KeepAliveSeconds = 1;
    private const int KeepAlivesMissedMax = 2;

    private readonly ConsulOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _quick;
    private readonly HttpClient _blocking;

    public ConsulTransport(ConsulOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _quick = NewClient();
        _blocking = NewClient();
    }

    public void Dispose()
    {
        _quick.Dispose();
        _blocking.Dispose();
    }

    public Task<(ConsulReply? Reply, StoreFailure? Failure)> QuickAsync(
        ServerRotation servers,
        HttpMethod method,
        string path,
        OnceContent? content,
        TimeSpan limit,
        CancellationToken cancellationToken
    ) => SendAsync(_quick, servers, method, path, content, limit, cancellationToken);

    public Task<(ConsulReply? Reply, StoreFailure? Failure)> BlockingAsync(
        ServerRotation servers,
        string path,
        TimeSpan limit,
        CancellationToken cancellationToken
    ) => SendAsync(_blocking, servers, HttpMethod.Get, path, null, limit, cancellationToken);

    private async Task<(ConsulReply? Reply, StoreFailure? Failure)> SendAsync(
        HttpClient client,
        ServerRotation servers,
        HttpMethod method,
        string path,
        OnceContent? content,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        var (server, turn) = servers.Current;
        using var expiry = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(server, path));
            request.Content = content;
            if (_options.Token is { } token)
            {
                request.Headers.TryAddWithoutValidation("X-Consul-Token", token);
            }

            using var response = await client.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                either.Token
            );
            if (await BodyAsync(response, either.Token) is not { } body)
            {
                return Moved(
                    servers,
                    turn,
                    StoreFailureKind.TooLarge,
                    $"Consul at {server.Authority} answered with more than {_options.AnswerBytesMax} bytes to {Bare(path)}"
                );
            }

            var reply = ConsulReply.From(server, response, body);
            if ((int)reply.Status is >= 500 or 429)
            {
                servers.MoveOn(turn);
            }

            return (reply, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Moved(
                servers,
                turn,
                StoreFailureKind.TimedOut,
                $"Consul at {server.Authority} gave no whole answer within {limit.TotalMilliseconds:0} ms to {Bare(path)}"
            );
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Moved(
                servers,
                turn,
                StoreFailureKind.Unreachable,
                $"Consul at {server.Authority} cannot be reached or broke off: {Innermost(broken).Message}"
            );
        }
    }

    private static (ConsulReply? Reply, StoreFailure? Failure) Moved(
        ServerRotation servers,
        int turn,
        StoreFailureKind kind,
        string message
    )
    {
        servers.MoveOn(turn);
        return (null, new StoreFailure(kind, message));
    }

    /// <summary>Null when the body is over the limit; what is declared too large is not even begun.</summary>
    private async Task<ReadOnlyMemory<byte>?> BodyAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        var max = _options.AnswerBytesMax;
        var declared = response.Content.Headers.ContentLength;
        if (declared > max)
        {
            return null;
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[Math.Max(1, declared ?? 4096) + 1];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            length += read;
            if (length > max)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(max + 1L, buffer.Length * 2L));
            }
        }
    }

    private static string Bare(string path) => path.IndexOf('?') is var at and >= 0 ? path[..at] : path;

    private static Exception Innermost(Exception exception) =>
        exception.InnerException is { } inner ? Innermost(inner) : exception;

    private HttpClient NewClient() =>
        new(
            new SocketsHttpHandler
            {
                // Consul is reached directly or not at all: no proxy of the environment, no redirect that takes the token along.
                UseProxy = false,
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,
                MaxConnectionsPerServer = ConnectionsPerServerMax,
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
                MaxResponseDrainSize = 0,
                // A blocking read may last minutes, reaching its server may not.
                ConnectTimeout = _options.ReadLimit,
                ConnectCallback = ConnectAsync,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A server that goes dark sends nothing: without these a blocking read would wait out its whole time.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAlivesMissedMax);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
