using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using FailoverCtl.Dns.Answering;

namespace FailoverCtl.Dns.Serving;

/// <summary>One asker over TCP: queries come length-prefixed, one behind the other, and are answered in order.</summary>
internal sealed class TcpConnection(
    Socket socket,
    PublishedZone zone,
    TcpLimits limits,
    ServerCounters counters,
    TimeProvider time
)
{
    private const int PrefixBytes = 2;

    /// <summary>Longest query: a name and an OPT with generous options.</summary>
    private const int QueryBytesMax = 4_096;

    private readonly byte[] _buffer = new byte[PrefixBytes + Responder.TcpBufferBytes];
    private ulong _random = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    public async Task RunAsync(CancellationToken stop)
    {
        using var life = new CancellationTokenSource(TimeSpan.FromMilliseconds(limits.LifetimeMilliseconds), time);
        socket.NoDelay = true;
        while (true)
        {
            using var idle = new CancellationTokenSource(TimeSpan.FromMilliseconds(limits.IdleMilliseconds), time);
            using var any = CancellationTokenSource.CreateLinkedTokenSource(stop, life.Token, idle.Token);
            if (!await TryServeOneAsync(any.Token))
            {
                return;
            }
        }
    }

    /// <returns>False: the connection is over.</returns>
    private async Task<bool> TryServeOneAsync(CancellationToken cancel)
    {
        if (!await TryReadAsync(_buffer.AsMemory(0, PrefixBytes), cancel))
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(_buffer);
        if (length > QueryBytesMax || !await TryReadAsync(_buffer.AsMemory(PrefixBytes, length), cancel))
        {
            return false;
        }

        // The snapshot of now, not of the connection's start.
        var reply = zone.Current is { } current
            ? Responder.Answer(_buffer.AsSpan(PrefixBytes), length, current, ref _random, Transport.Tcp)
            : Reply.Drop;
        counters.Count(reply);
        if (reply.IsDrop)
        {
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(_buffer, (ushort)reply.Length);
        await SendAsync(_buffer.AsMemory(0, PrefixBytes + reply.Length), cancel);
        return true;
    }

    private async Task<bool> TryReadAsync(Memory<byte> target, CancellationToken cancel)
    {
        while (!target.IsEmpty)
        {
            var received = await socket.ReceiveAsync(target, cancel);
            if (received == 0)
            {
                return false;
            }

            target = target[received..];
        }

        return true;
    }

    private async Task SendAsync(ReadOnlyMemory<byte> answer, CancellationToken cancel)
    {
        while (!answer.IsEmpty)
        {
            answer = answer[await socket.SendAsync(answer, cancel)..];
        }
    }
}
