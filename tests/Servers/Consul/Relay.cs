using System.Net;
using System.Net.Sockets;

namespace FailoverCtl.Tests.Servers.Consul;

/// <summary>A TCP relay that can go silent: connections stay open or are taken, and nothing comes through any more.</summary>
internal sealed class Relay : IDisposable
{
    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _to;
    private TaskCompletionSource _through = new();

    public Relay(IPEndPoint to)
    {
        _to = to;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _through.SetResult();
        _ = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    public void Cut() => _through = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Heal() => _through.TrySetResult();

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await _listener.AcceptAsync(_stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end of the test.
        }
    }

    private async Task RelayAsync(Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await _through.Task.WaitAsync(_stop.Token);
            await far.ConnectAsync(_to, _stop.Token);
            await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side is gone: the other goes too.
        }
        finally
        {
            near.Dispose();
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, _stop.Token) is var read and > 0)
        {
            await _through.Task.WaitAsync(_stop.Token);
            await to.SendAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }
}
