namespace FailoverCtl.Store.Consul;

/// <summary>
/// One attempt: one request, one server, the body included. Nothing is ever sent again from here. A server that failed
/// hands the next request to its neighbour; one that asks for patience keeps its turn.
/// </summary>
internal sealed class ConsulTransport : IDisposable
{
    // Timers count whole milliseconds: a pause must not end just before the patience.
    private static readonly TimeSpan ClockStep = TimeSpan.FromMilliseconds(1);

    // A timer and a clock that were read apart may differ by this much.
    private static readonly TimeSpan TimerSlack = TimeSpan.FromMilliseconds(20);

    private readonly ConsulOptions _options;
    private readonly TimeProvider _time;
    private readonly ConsulConnections _connections;
    private readonly ConsulToken _token;

    public ConsulTransport(ConsulOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _connections = new ConsulConnections(options);
        _token = new ConsulToken(options.Token, options.TokenFile, time);
    }

    public void Dispose() => _connections.Dispose();

    /// <param name="parse">Makes a value or a failure of an answer with a status that the interface knows.</param>
    /// <param name="limit">How long the attempt may take; for the message, <paramref name="expiry"/> keeps it.</param>
    /// <exception cref="OperationCanceledException">The caller has given up.</exception>
    public async ValueTask<ConsulResult<T>> SendAsync<T>(
        ConsulRequest request,
        Func<ConsulReply, ConsulResult<T>> parse,
        TimeSpan limit,
        CancellationToken expiry,
        CancellationToken caller
    )
        where T : class
    {
        var (server, turn) = request.Servers.Current;
        if (request.IsPatient && server.PatienceLeft is var left && left > TimeSpan.Zero)
        {
            return new(null, NotYet(server, left), left + ClockStep);
        }

        var startedAt = _time.GetTimestamp();
        var token = _token.Current;
        try
        {
            var (reply, tooLarge) = await ExchangeAsync(request, server.Address, token, expiry);
            return reply is null ? Moved<T>(request, turn, tooLarge!) : Judge(request, server, turn, reply, parse);
        }
        catch (OperationCanceledException)
        {
            caller.ThrowIfCancellationRequested();
            var took = _time.GetElapsedTime(startedAt);
            var shown = took > limit - TimerSlack ? limit : took;
            return Moved<T>(
                request,
                turn,
                new(
                    StoreFailureKind.TimedOut,
                    $"Consul at {server.Address.Authority} gave no whole answer within {shown.TotalMilliseconds:0} ms to "
                        + request.Target
                )
            );
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            caller.ThrowIfCancellationRequested();
            return Moved<T>(request, turn, Broken(server.Address, broken));
        }
    }

    private async Task<(ConsulReply? Reply, StoreFailure? TooLarge)> ExchangeAsync(
        ConsulRequest request,
        Uri server,
        string? token,
        CancellationToken expiry
    )
    {
        using var message = new HttpRequestMessage(request.Method, new Uri(server, request.Path));
        message.Content = request.Content;
        if (token is not null)
        {
            message.Headers.TryAddWithoutValidation("X-Consul-Token", token);
        }

        if (_options.Tls?.ServerName is { } name && server.Scheme == Uri.UriSchemeHttps)
        {
            // The only way to tell SocketsHttpHandler the name to ask for and to check: SslOptions.TargetHost is not heard.
            message.Headers.Host = $"{name}:{server.Port}";
        }

        var client = request.IsBlocking ? _connections.Blocking : _connections.Quick;
        using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, expiry);
        return await AnswerBody.ReadAsync(response, _options.AnswerBytesMax, expiry) is { } body
            ? (ConsulReply.From(server, response, body, token), null)
            : (
                null,
                new(
                    StoreFailureKind.TooLarge,
                    $"Consul at {server.Authority} answered with more than {_options.AnswerBytesMax} bytes to {request.Target}"
                )
            );
    }

    private ConsulResult<T> Judge<T>(
        ConsulRequest request,
        StoreServer server,
        int turn,
        ConsulReply reply,
        Func<ConsulReply, ConsulResult<T>> parse
    )
        where T : class
    {
        var result = reply.Failure is { } failure ? failure : parse(reply);
        switch (result.Failure?.Kind)
        {
            case null or StoreFailureKind.TooLarge:
                return result;
            case StoreFailureKind.Slow:
                server.AskPatience(reply.RetryAfter, Random.Shared.NextDouble());
                return result with { Pause = server.PatienceLeft + ClockStep };
            case StoreFailureKind.Refused when _token.IsReplaced(reply.Token):
                return result with { Pause = TimeSpan.Zero };
            case StoreFailureKind.Refused when _token.Problem is { } problem:
                return result.Failure with { Message = $"{result.Failure.Message}; and {problem}" };
            case StoreFailureKind.Refused:
                return result;
            default:
                return Moved<T>(request, turn, result.Failure!);
        }
    }

    private static ConsulResult<T> Moved<T>(ConsulRequest request, int turn, StoreFailure failure)
        where T : class
    {
        request.Servers.MoveOn(turn);
        return failure;
    }

    private static StoreFailure NotYet(StoreServer server, TimeSpan left) =>
        new(
            StoreFailureKind.Slow,
            $"Consul at {server.Address.Authority} asks for patience; not sent, the next request in "
                + $"{left.TotalMilliseconds:0} ms"
        );

    private static StoreFailure Broken(Uri server, Exception broken)
    {
        var innermost = Innermost(broken);
        var why = innermost.Message.TrimEnd('.');
        return TlsTrouble.Reason(server, broken, innermost) is { } untrusted
            ? new(StoreFailureKind.Untrusted, $"Consul at {server.Authority} is not trusted: {untrusted}")
            : new(StoreFailureKind.Unreachable, $"Consul at {server.Authority} cannot be reached or broke off: {why}");
    }

    private static Exception Innermost(Exception exception) =>
        exception.InnerException is { } inner ? Innermost(inner) : exception;
}
