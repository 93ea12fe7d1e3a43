using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace FailoverCtl.Dns.Serving;

/// <summary>Answers TCP on one address: bounded connections, each with an idle and a total bound (RFC 7766).</summary>
public sealed class TcpServer : IAsyncDisposable
{
    /// <summary>Pause after a failed accept (out of file descriptors), ms.</summary>
    private const int AcceptPauseMilliseconds = 50;

    private readonly Socket _listener;
    private readonly ServerSettings _settings;
    private readonly ConnectionShares _shares;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _open;

    private TcpServer(Socket listener, ServerSettings settings)
    {
        (_listener, _settings, _shares) = (listener, settings, new(settings.Tcp));
        LocalAddress = (IPEndPoint)listener.LocalEndPoint!;
        _accepting = Task.Run(AcceptAsync);
    }

    public IPEndPoint LocalAddress { get; }

    public ServerCounters Counters { get; } = new();

    /// <summary>Connections open now.</summary>
    public int Open => Volatile.Read(ref _open);

    public static bool TryStart(
        IPEndPoint address,
        ServerSettings settings,
        [NotNullWhen(true)] out TcpServer? server,
        [NotNullWhen(false)] out BindFailure? failure
    )
    {
        (server, failure) = (null, null);
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(address);
            listener.Listen(settings.Tcp.Connections);
            server = new(listener, settings);
            return true;
        }
        catch (SocketException e)
        {
            listener.Dispose();
            failure = BindFailure.Of("TCP", address, e);
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                connections.RemoveAll(static c => c.IsCompleted);
                var client = AddressOf(socket);
                if (!_shares.TryTake(client))
                {
                    Counters.CountRefusedConnection();
                    socket.Dispose();
                    continue;
                }

                connections.Add(ServeAsync(socket, client));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                break;
            }
            catch (SocketException)
            {
                // The asker left before it was taken, or this host is out of descriptors: neither ends the server.
                Counters.CountFault();
                await Task.Delay(
                    TimeSpan.FromMilliseconds(AcceptPauseMilliseconds),
                    _settings.Time,
                    CancellationToken.None
                );
            }
        }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(Socket socket, IPAddress client)
    {
        Interlocked.Increment(ref _open);
        try
        {
            await new TcpConnection(socket, _settings, Counters).RunAsync(_stop.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The asker is gone or has had its time.
        }
        catch (Exception)
        {
            Counters.CountFault();
        }
        finally
        {
            socket.Dispose();
            _shares.Return(client);
            Interlocked.Decrement(ref _open);
        }
    }

    /// <summary>None: the asker was gone before it was looked at.</summary>
    private static IPAddress AddressOf(Socket socket)
    {
        try
        {
            return (socket.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        }
        catch (SocketException)
        {
            return IPAddress.None;
        }
    }
}
