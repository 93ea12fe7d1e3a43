using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FailoverCtl.Tests.Adapters.Probing;

/// <summary>A loopback server that does one thing with each connection, on threads of its own.</summary>
internal sealed class FakeServer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentBag<Socket> _open = [];
    private readonly Action<Socket> _serve;
    private int _accepted;

    private FakeServer(Action<Socket> serve)
    {
        _serve = serve;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Reads the request, writes these pieces one by one, and closes.</summary>
    public static FakeServer Answering(params string[] pieces) =>
        new(socket =>
        {
            if (!ReadRequest(socket))
            {
                return;
            }

            socket.NoDelay = true;
            foreach (var piece in pieces)
            {
                _ = socket.Send(Encoding.ASCII.GetBytes(piece));
                Thread.Sleep(pieces.Length > 1 ? 2 : 0);
            }

            socket.Dispose();
        });

    /// <summary>Reads any request, answers by its first line, and closes.</summary>
    public static FakeServer Saying(Func<string, string> answer) =>
        new(socket =>
        {
            if (ReadHead(socket) is { } head)
            {
                _ = socket.Send(Encoding.ASCII.GetBytes(answer(head.Split('\r')[0])));
                socket.Dispose();
            }
        });

    /// <summary>Does as it is told with each connection.</summary>
    public static FakeServer Doing(Action<Socket> serve) => new(serve);

    /// <summary>Reads the request, answers, and leaves the body unfinished.</summary>
    public static FakeServer Unfinished(string start) =>
        new(socket => _ = ReadRequest(socket) ? socket.Send(Encoding.ASCII.GetBytes(start)) : 0);

    public static FakeServer Closing() => new(static socket => socket.Dispose());

    public static FakeServer Resetting() =>
        new(static socket =>
        {
            socket.LingerState = new(true, 0);
            socket.Dispose();
        });

    public static FakeServer Silent() => new(static _ => { });

    public static FakeServer Good() => Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    /// <summary>Answers well, and closes connections that say nothing for so long.</summary>
    public static FakeServer Impatient(int milliseconds) =>
        new(socket =>
        {
            socket.ReceiveTimeout = milliseconds;
            if (ReadRequest(socket))
            {
                _ = socket.Send("HTTP/1.1 200 OK\r\n\r\n"u8);
            }

            socket.Dispose();
        });

    /// <summary>A port that nobody listens on.</summary>
    public static int RefusedPort()
    {
        using var server = Good();
        return server.Port;
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var socket in _open)
        {
            socket.Dispose();
        }
    }

    private static bool ReadRequest(Socket socket) =>
        ReadHead(socket) is { } head
        && head.StartsWith("GET /health HTTP/1.1\r\nHost: www.example.test\r\n", StringComparison.Ordinal);

    private static string? ReadHead(Socket socket)
    {
        var bytes = new byte[4_096];
        try
        {
            var count = 0;
            while (!bytes.AsSpan(0, count).EndsWith("\r\n\r\n"u8))
            {
                var more = socket.Receive(bytes.AsSpan(count));
                if (more == 0)
                {
                    return null;
                }

                count += more;
            }

            return Encoding.ASCII.GetString(bytes, 0, count);
        }
        catch (SocketException)
        {
            return null;
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    private void Accept()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = _listener.Accept();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = Interlocked.Increment(ref _accepted);
            _open.Add(socket);
            new Thread(() => Serve(socket)) { IsBackground = true }.Start();
        }
    }

    private void Serve(Socket socket)
    {
        try
        {
            _serve(socket);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The prober has left: it reads no more than it needs.
        }
    }
}
