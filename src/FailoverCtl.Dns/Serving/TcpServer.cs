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
    private readonly PublishedZone _zone;
    private readonly TcpLimits _limits;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _open;

    private TcpServer(Socket listener, PublishedZone zone, TcpLimits limits, TimeProvider time)
    {
        (_listener, _zone, _limits, _time) = (listener, zone, limits, time);
        LocalAddress = (IPEndPoint)listener.LocalEndPoint!;
        _accepting = Task.Run(AcceptAsync);
    }

    public IPEndPoint LocalAddress { get; }

    public ServerCounters Counters { get; } = new();

    /// <summary>Connections open now.</summary>
    public int Open => Volatile.Read(ref _open);

    public static bool TryStart(
        IPEndPoint address,
        PublishedZone zone,
        TcpLimits limits,
        TimeProvider time,
        [NotNullWhen(true)] out TcpServer? server,
        [NotNullWhen(false)] out BindFailure? failure
    )
    {
        (server, failure) = (null, null);
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(address);
            listener.Listen(limits.Connections);
            server = new(listener, zone, limits, time);
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
                if (Open >= _limits.Connections)
                {
                    Counters.CountRefusedConnection();
                    socket.Dispose();
                    continue;
                }

                connections.Add(ServeAsync(socket));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                break;
            }
            catch (SocketException)
            {
                // The asker left before it was taken, or this host is out of descriptors: neither ends the server.
                Counters.CountFault();
                await Task.Delay(TimeSpan.FromMilliseconds(AcceptPauseMilliseconds), _time, CancellationToken.None);
            }
        }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(Socket socket)
    {
        Interlocked.Increment(ref _open);
        try
        {
            await new TcpConnection(socket, _zone, _limits, Counters, _time).RunAsync(_stop.Token);
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
            Interlocked.Decrement(ref _open);
        }
    }
}
