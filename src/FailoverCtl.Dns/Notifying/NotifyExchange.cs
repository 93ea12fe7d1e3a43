using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using FailoverCtl.Dns.Asking;
using FailoverCtl.Dns.Signing;
using FailoverCtl.Dns.Zones;

namespace FailoverCtl.Dns.Notifying;

/// <summary>
/// Tells one secondary over UDP until it answers the epoch, or the attempts are used up. Told is not fetched: a secondary whose
/// own refresh has just failed acknowledges, and waits for its retry (seen with BIND 9.18), so it is told again.
/// </summary>
/// <param name="from">The server's own address, which secondaries know as that of a primary.</param>
internal sealed class NotifyExchange(IPAddress from, IPEndPoint secondary, TimeProvider time)
{
    /// <summary>
    /// How long each attempt waits, ms, for the acknowledgement and then for the epoch: 31 s in all. RFC 1996 section 3.6 leaves it
    /// to configuration; a failover cannot wait a minute, and a secondary that misses all of them asks by itself when the SOA's
    /// refresh has passed.
    /// </summary>
    private static readonly int[] WaitsMilliseconds = [500, 1_000, 2_000, 4_000, 8_000];

    /// <summary>Between two looks at what it answers.</summary>
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(100);

    public async Task<NotifyOutcome> RunAsync(ZoneSnapshot zone, TsigKey key, CancellationToken cancel)
    {
        try
        {
            using var socket = new Socket(secondary.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(Own(), 0));
            await socket.ConnectAsync(secondary, cancel);
            NotifyOutcome best = new NotifyOutcome.Silent();
            foreach (var wait in WaitsMilliseconds.Select(static w => TimeSpan.FromMilliseconds(w)))
            {
                var message = new NotifyMessage(zone, (ushort)RandomNumberGenerator.GetInt32(0x10000), key, time);
                var outcome = await TryOnceAsync(socket, message, wait, cancel);
                if (outcome is NotifyOutcome.Refused)
                {
                    return outcome;
                }

                if (outcome is NotifyOutcome.Acknowledged && await ServesAsync(zone.Identity, wait, cancel))
                {
                    return new NotifyOutcome.Serves();
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

    /// <summary>Reads the epoch back as from any server; a newer one is as good.</summary>
    private async Task<bool> ServesAsync(ZoneIdentity told, TimeSpan wait, CancellationToken cancel)
    {
        var query = new EpochQuery(told.Zone, LookPause, 1);
        for (var began = time.GetTimestamp(); time.GetElapsedTime(began) < wait; )
        {
            if (
                await query.AskAsync(secondary, cancel) is EpochReading.Read read
                && read.Epoch.Cluster == told.Cluster
                && read.Epoch.Epoch >= told.Epoch
            )
            {
                return true;
            }

            await Task.Delay(LookPause, time, cancel);
        }

        return false;
    }

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
