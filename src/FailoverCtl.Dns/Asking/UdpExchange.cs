using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace FailoverCtl.Dns.Asking;

/// <summary>
/// Asks one server over UDP, one question at a time. The socket is connected, so that only this server's datagrams
/// arrive and a closed port is noticed.
/// </summary>
internal sealed class UdpExchange : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[4_096];

    /// <summary>Tells late answers from the current one; starts at random, like the port, and rises.</summary>
    private ushort _id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue);

    /// <exception cref="SocketException">This host has no route to the server, or no socket left.</exception>
    public UdpExchange(IPEndPoint server)
    {
        _socket = new(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _socket.Connect(server);
        }
        catch (SocketException)
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <returns>The answer, valid until the next question; or why there is none.</returns>
    public async ValueTask<(ReadOnlyMemory<byte> Answer, NoAnswer? Why)> AskAsync(
        DnsQuestion question,
        TimeSpan timeout,
        CancellationToken cancel
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        try
        {
            await _socket.SendAsync(question.WithId(++_id), limit.Token);
            while (true)
            {
                var length = await _socket.ReceiveAsync(_buffer, limit.Token);
                if (question.IsAnsweredBy(_buffer.AsSpan(0, length)))
                {
                    return (_buffer.AsMemory(0, length), null);
                }
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (default, NoAnswer.Timeout);
        }
        catch (SocketException)
        {
            return (default, NoAnswer.Unreachable);
        }
    }

    public void Dispose() => _socket.Dispose();
}
