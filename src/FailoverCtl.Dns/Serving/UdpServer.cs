using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FailoverCtl.Dns.Answering;
using FailoverCtl.Dns.Limiting;
using FailoverCtl.Dns.Signing;
using FailoverCtl.Dns.Zones;

namespace FailoverCtl.Dns.Serving;

/// <summary>Answers UDP on one address with one thread of its own, in batches, without allocating per query (Linux).</summary>
public sealed class UdpServer : IDisposable
{
    /// <summary>How long the loop sleeps at most before it sees that it shall stop, ms.</summary>
    private const int ReceiveTimeoutMilliseconds = 100;

    /// <summary>Receive buffer, bytes: some thousand queries wait while the thread is not scheduled.</summary>
    private const int ReceiveBufferBytes = 1 << 20;

    private readonly Socket _socket;
    private readonly ServerSettings _settings;
    private readonly RateLimiter _rates;
    private readonly SignedResponder _signed;
    private readonly long _startedAt;
    private readonly Thread _thread;
    private volatile bool _stop;

    private UdpServer(Socket socket, ServerSettings settings)
    {
        (_socket, _settings) = (socket, settings);
        _rates = new(settings.Rates, Draw());
        _signed = new(settings.Keys, settings.Time);
        _startedAt = settings.Time.GetTimestamp();
        LocalAddress = (IPEndPoint)socket.LocalEndPoint!;
        _thread = new(Run) { IsBackground = true, Name = "dns-udp" };
        _thread.Start();
    }

    public IPEndPoint LocalAddress { get; }

    public ServerCounters Counters { get; } = new();

    public static bool TryStart(
        IPEndPoint address,
        ServerSettings settings,
        [NotNullWhen(true)] out UdpServer? server,
        [NotNullWhen(false)] out BindFailure? failure
    )
    {
        (server, failure) = (null, null);
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.ReceiveTimeout = ReceiveTimeoutMilliseconds;
            socket.ReceiveBufferSize = ReceiveBufferBytes;
            AskForLocalAddress(socket, address);
            socket.Bind(address);
            server = new(socket, settings);
            return true;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            failure = BindFailure.Of("UDP", address, e);
            return false;
        }
    }

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
        _socket.Dispose();
    }

    /// <summary>On a wildcard address the kernel would choose the source of each answer: keep the one that was asked.</summary>
    private static void AskForLocalAddress(Socket socket, IPEndPoint address)
    {
        if (address.Address.Equals(IPAddress.Any))
        {
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.PacketInformation, true);
        }
        else if (address.Address.Equals(IPAddress.IPv6Any))
        {
            socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.PacketInformation, true);
        }
    }

    private void Run()
    {
        using var batch = new DatagramBatch();
        var socket = (int)_socket.SafeHandle.DangerousGetHandle();
        var random = Draw();
        while (!_stop)
        {
            try
            {
                Turn(batch, socket, ref random);
            }
            catch (Exception)
            {
                // Whatever it was, the next query has a right to an answer.
                Counters.CountFault();
            }
        }
    }

    /// <summary>EINTR, EAGAIN (the timeout) and ECONNREFUSED (an asker of an earlier answer is gone).</summary>
    private static bool IsUsual(int error) => error is 4 or 11 or 111;

    private void Turn(DatagramBatch batch, int socket, ref ulong random)
    {
        var received = batch.Receive(socket);
        if (received < 0 && !IsUsual(Marshal.GetLastSystemError()))
        {
            // Not to spin on a sick host: a pause, and the next try.
            Counters.CountFault();
            Thread.Sleep(ReceiveTimeoutMilliseconds);
        }

        var now = received > 0 ? (long)_settings.Time.GetElapsedTime(_startedAt).TotalMilliseconds : 0;
        var zone = _settings.Zone.Current;
        for (var i = 0; i < received; i++)
        {
            var reply = Reply.Drop;
            try
            {
                reply = Answer(batch, i, zone, now, ref random);
            }
            catch (Exception)
            {
                Counters.CountFault();
            }

            if (!reply.IsDrop)
            {
                batch.Reply(i, reply.Length);
            }
        }

        if (received > 0 && batch.Send(socket) is > 0 and var failed)
        {
            Counters.CountSendFailures(failed);
        }
    }

    private Reply Answer(DatagramBatch batch, int index, ZoneSnapshot? zone, long now, ref ulong random)
    {
        if (zone is null)
        {
            Counters.Count(Reply.Drop);
            return Reply.Drop;
        }

        var buffer = batch.Slot(index);
        var reply = Responder.Answer(buffer, batch.Length(index), zone, ref random, Transport.Udp);
        if (reply.Kind == ReplyKind.Signed)
        {
            var decided = _settings.Zone.Decided ?? zone;
            var signed = _signed.Answer(buffer, batch.Length(index), zone, decided, ref random, Transport.Udp);
            reply = signed.Reply;
            // Who holds a key has proved who it is: its answers are not counted against its network.
            if (signed.IsVerified)
            {
                Counters.Count(reply);
                return reply;
            }
        }

        Counters.Count(reply);
        if (reply.IsDrop)
        {
            return reply;
        }

        switch (_rates.Take(batch.Sender(index), reply.Kind, now))
        {
            case RateVerdict.Truncate:
                Counters.CountSlipped();
                return ReplyWriter.Truncate(buffer, reply);
            case RateVerdict.Drop:
                Counters.CountLimited();
                return Reply.Drop;
            default:
                return reply;
        }
    }

    private static ulong Draw() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
}
