using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using FailoverCtl.Dns.Answering;
using FailoverCtl.Dns.Signing;
using FailoverCtl.Dns.Transferring;

namespace FailoverCtl.Dns.Serving;

/// <summary>One asker over TCP: queries come length-prefixed, one behind the other, and are answered in order.</summary>
internal sealed class TcpConnection(Socket socket, ServerSettings settings, ServerCounters counters)
{
    private const int PrefixBytes = 2;

    /// <summary>Longest query: a name and an OPT with generous options.</summary>
    private const int QueryBytesMax = 4_096;

    private readonly TcpLimits _limits = settings.Tcp;
    private readonly SignedResponder _signed = new(settings.Keys, settings.Time);
    private readonly byte[] _buffer = new byte[PrefixBytes + Responder.TcpBufferBytes];
    private ulong _random = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    public async Task RunAsync(CancellationToken stop)
    {
        using var life = new CancellationTokenSource(
            TimeSpan.FromMilliseconds(_limits.LifetimeMilliseconds),
            settings.Time
        );
        socket.NoDelay = true;
        while (true)
        {
            using var idle = new CancellationTokenSource(
                TimeSpan.FromMilliseconds(_limits.IdleMilliseconds),
                settings.Time
            );
            using var any = CancellationTokenSource.CreateLinkedTokenSource(stop, life.Token, idle.Token);
            if (!await TryServeOneAsync(idle, any.Token))
            {
                return;
            }
        }
    }

    /// <returns>False: the connection is over.</returns>
    private async Task<bool> TryServeOneAsync(CancellationTokenSource idle, CancellationToken cancel)
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

        var answer = Answer(length);
        if (answer.Transfer is { } transfer)
        {
            await SendAsync(transfer, idle, cancel);
            return true;
        }

        counters.Count(answer.Reply);
        if (answer.Reply.IsDrop)
        {
            return false;
        }

        await SendAsync(answer.Reply.Length, cancel);
        return true;
    }

    /// <summary>From the snapshot of now, not of the connection's start.</summary>
    private SignedReply Answer(int length)
    {
        if (settings.Zone is not { Current: { } current, Decided: { } decided })
        {
            return default;
        }

        var buffer = _buffer.AsSpan(PrefixBytes);
        var reply = Responder.Answer(buffer, length, current, ref _random, Transport.Tcp);
        return reply.Kind == ReplyKind.Signed
            ? _signed.Answer(buffer, length, current, decided, ref _random, Transport.Tcp)
            : new(reply, IsVerified: false, Transfer: null);
    }

    /// <summary>A secondary that takes each message in time may take long over all of them, within the connection's life.</summary>
    private async Task SendAsync(ZoneTransfer transfer, CancellationTokenSource idle, CancellationToken cancel)
    {
        while (transfer.TryWriteNext(_buffer.AsSpan(PrefixBytes), out var length))
        {
            await SendAsync(length, cancel);
            idle.CancelAfter(_limits.IdleMilliseconds);
        }

        counters.CountTransfer();
    }

    /// <param name="length">Of the message that stands behind the prefix.</param>
    private async Task SendAsync(int length, CancellationToken cancel)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer, (ushort)length);
        await SendAsync(_buffer.AsMemory(0, PrefixBytes + length), cancel);
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
