using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>
/// A TCP server that reads whole HTTP requests and answers with the bytes that the test says; null closes the connection
/// instead, and <see cref="Reset"/> at the end of an answer resets it after that. Counts what it was asked.
/// </summary>
internal sealed class FakeServer : IAsyncDisposable
{
    /// <summary>RST instead of what would follow.</summary>
    public const string Reset = "\0reset";

    private const char TlsHandshake = '\x16';

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, Task<string?>> _answer;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly List<string> _requests = [];
    private readonly Task _accepting;

    /// <param name="tls">Null: plain http.</param>
    public FakeServer(Func<string, Task<string?>> answer, SslServerAuthenticationOptions? tls = null)
    {
        _answer = answer;
        _tls = tls;
        _listener.Start();
        Address = new Uri($"{(tls is null ? "http" : "https")}://{_listener.LocalEndpoint}");
        _accepting = AcceptAsync();
    }

    public FakeServer(string? answer)
        : this(_ => Task.FromResult(answer)) { }

    public Uri Address { get; }

    /// <summary>Head and body of each request, in order.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public static string Reply(string status, string body, params string[] headers) =>
        $"HTTP/1.1 {status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n"
        + string.Concat(headers.Select(header => header + "\r\n"))
        + $"\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception closed)
            when (closed is OperationCanceledException or SocketException || _stop.IsCancellationRequested)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            await using var stream = await SecuredAsync(client.GetStream());
            while (await RequestAsync(stream) is { } request)
            {
                lock (_requests)
                {
                    _requests.Add(request);
                }

                if (await _answer(request).WaitAsync(_stop.Token) is not { } answer)
                {
                    return;
                }

                var reset = answer.EndsWith(Reset, StringComparison.Ordinal);
                var text = reset ? answer[..^Reset.Length] : answer;
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text), _stop.Token);
                if (reset)
                {
                    client.LingerState = new LingerOption(enable: true, seconds: 0);
                    return;
                }
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or AuthenticationException)
        {
            // The client hung up or did not like the certificate, or the test is over.
        }
    }

    private async Task<Stream> SecuredAsync(NetworkStream stream)
    {
        if (_tls is null)
        {
            return stream;
        }

        var secured = new SslStream(stream);
        await secured.AuthenticateAsServerAsync(_tls, _stop.Token);
        return secured;
    }

    private async Task<string?> RequestAsync(Stream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
            {
                return null;
            }

            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            var all = text.ToString();
            if (all[0] == TlsHandshake)
            {
                // As Go's plain http does: whatever comes is answered at once.
                return all;
            }

            var head = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head >= 0 && all.Length >= head + 4 + BodyBytes(all[..head]))
            {
                return all;
            }
        }
    }

    private static int BodyBytes(string head)
    {
        const string name = "Content-Length:";
        var at = head.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : int.Parse(head[(at + name.Length)..].Split("\r\n")[0]);
    }
}
