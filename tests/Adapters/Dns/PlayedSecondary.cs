using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using FailoverCtl.Dns.Answering;
using FailoverCtl.Dns.Signing;
using FailoverCtl.Dns.Zones;
using FailoverCtl.Tests.Core.Dns;

namespace FailoverCtl.Tests.Adapters.Dns;

/// <summary>A secondary in the hands of a test: hands out the NOTIFYs it gets, and answers questions from a snapshot.</summary>
internal sealed class PlayedSecondary : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Channel<HeardNotify> _heard = Channel.CreateUnbounded<HeardNotify>();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public PlayedSecondary()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _running = RunAsync();
    }

    public string Address => _socket.LocalEndPoint!.ToString()!;

    /// <summary>What it answers; null: it answers no question.</summary>
    public volatile ZoneSnapshot? Served;

    public async Task<HeardNotify> HearAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _heard.Reader.ReadAsync(limit.Token);
    }

    /// <param name="key">Null: not signed.</param>
    public async Task AcknowledgeAsync(HeardNotify notify, TsigKey? key)
    {
        var end = 12 + QueryBytes.Name(DnsWorld.Zone).Length + 4;
        var buffer = new byte[512];
        notify.Message.AsSpan(0, end).CopyTo(buffer);
        buffer[2] |= 0x80;
        buffer.AsSpan(6, 6).Clear();
        var length = key is null
            ? end
            : new TsigSession(key, SignedQuery.Seen(notify.Message).Mac, TimeProvider.System).Sign(buffer, end);
        await _socket.SendToAsync(buffer.AsMemory(0, length), notify.From);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var buffer = new byte[2_048];
        ulong random = 1;
        while (true)
        {
            try
            {
                var anyone = new IPEndPoint(IPAddress.Any, 0);
                var received = await _socket.ReceiveFromAsync(buffer.AsMemory(), SocketFlags.None, anyone, _stop.Token);
                if ((buffer[2] & 0x78) != 0)
                {
                    _heard.Writer.TryWrite(new(buffer[..received.ReceivedBytes], received.RemoteEndPoint));
                }
                else if (Served is { } zone)
                {
                    var reply = Responder.Answer(buffer, received.ReceivedBytes, zone, ref random, Transport.Udp);
                    await _socket.SendToAsync(buffer.AsMemory(0, reply.Length), received.RemoteEndPoint);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}

internal sealed record HeardNotify(byte[] Message, EndPoint From)
{
    public uint Serial
    {
        get
        {
            var soa = ReadReply.Parse(Message).Answers.Single().Data;
            return System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(soa.AsSpan(soa.Length - 20));
        }
    }
}
