using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using FailoverCtl.Dns.Signing;
using FailoverCtl.Dns.Zones;

namespace FailoverCtl.Dns.Notifying;

/// <summary>One NOTIFY to one secondary over UDP, until it is acknowledged or the attempts are used up.</summary>
/// <param name="from">The server's own address, which secondaries know as that of a primary.</param>
internal sealed class NotifyExchange(IPAddress from, IPEndPoint secondary, TimeProvider time)
{
    /// <summary>
    /// How long each attempt waits, ms: 16 s in all. RFC 1996 section 3.6 leaves it to configuration; a failover cannot wait a
    /// minute, and a secondary that misses all of them asks by itself when the SOA's refresh has passed.
    /// </summary>
    private static readonly int[] WaitsMilliseconds = [500, 1_000, 2_000, 4_000, 8_000];

    public async Task<NotifyOutcome> RunAsync(ZoneSnapshot zone, TsigKey key, CancellationToken cancel)
    {
        try
        {
            using var socket = new Socket(secondary.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(Own(), 0));
            await socket.ConnectAsync(secondary, cancel);
            NotifyOutcome best = new NotifyOutcome.Silent();
            foreach (var wait in WaitsMilliseconds)
            {
                var message = new NotifyMessage(zone, (ushort)RandomNumberGenerator.GetInt32(0x10000), key, time);
                var outcome = await TryOnceAsync(socket, message, TimeSpan.FromMilliseconds(wait), cancel);
                if (outcome is NotifyOutcome.Acknowledged or NotifyOutcome.Refused)
                {
                    return outcome;
                }

                best = outcome ?? best;
            }

            return best;
        }
        catch (SocketException e)
        {
            return new NotifyOutcome.Failed(e.Message);
        }
    }

    private IPAddress Own() =>
        from.AddressFamily == secondary.AddressFamily ? from
        : secondary.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any
        : IPAddress.IPv6Any;

    private async Task<NotifyOutcome?> TryOnceAsync(
        Socket socket,
        NotifyMessage message,
        TimeSpan wait,
        CancellationToken cancel
    )
    {
        using var due = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, cancel);
        var buffer = new byte[1_500];
        NotifyOutcome? unsigned = null;
        try
        {
            await SendAsync(socket, message.Bytes, either.Token);
            while (true)
            {
                var length = await ReceiveAsync(socket, buffer, either.Token);
                switch (message.Read(buffer.AsSpan(0, length)))
                {
                    case NotifyOutcome.Unsigned said:
                        unsigned = said;
                        break;
                    case { } outcome:
                        return outcome;
                }
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return unsigned;
        }
    }

    /// <summary>A port that nobody listens on yet is as good as silence: it is asked again.</summary>
    private static async ValueTask SendAsync(Socket socket, ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        try
        {
            await socket.SendAsync(message, cancel);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            await socket.SendAsync(message, cancel);
        }
    }

    private static async ValueTask<int> ReceiveAsync(Socket socket, Memory<byte> buffer, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await socket.ReceiveAsync(buffer, cancel);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
            {
                // Each refusal is told once: the next wait is a real one.
            }
        }
    }
}
