using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Probing.Answers;

namespace FailoverCtl.Probing.Engine;

/// <summary>Probes of one datagram each way: DNS questions and ICMP echoes. What is lost is the next probe's business.</summary>
internal sealed unsafe class Datagrams : IDisposable
{
    /// <summary>More than any answer that our question, without EDNS, may have.</summary>
    private const int BufferLength = 4_096;

    /// <summary>That answer no question of ours, at one go: whoever floods must not keep the loop from other endpoints.</summary>
    private const int StrangersMax = 256;

    private const uint BrokenEvents = Native.EpollErr | Native.EpollHup;

    private readonly byte* _buffer = (byte*)NativeMemory.Alloc(BufferLength);

    public Step Send(ref Connection connection)
    {
        var route = connection.Route!;
        Span<byte> drawn = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(drawn);
        connection.Nonce = BitConverter.ToUInt64(drawn);
        Stamp(route, connection.Nonce);
        var bytes = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(route.Request, 0);
        if (Native.send(connection.Fd, bytes, route.Request.Length, Native.NoSignal) == route.Request.Length)
        {
            connection.Sent = true;
            return Step.Wait;
        }

        return Step.Broken(Native.Errno);
    }

    public Step OnEvent(ref Connection connection, uint events)
    {
        if ((events & BrokenEvents) != 0)
        {
            return Step.Broken(Native.PendingError(connection.Fd));
        }

        for (var strangers = 0; (events & Native.EpollIn) != 0; strangers++)
        {
            if (strangers == StrangersMax)
            {
                return Step.Finish(Meaning.Wrong(Flaw.Malformed));
            }

            var count = Native.recv(connection.Fd, _buffer, BufferLength, 0);
            if (count < 0)
            {
                var errno = Native.Errno;
                if (errno == Errno.Interrupted)
                {
                    continue;
                }

                return errno == Errno.Again ? Step.Wait : Step.Broken(errno);
            }

            if (Read(ref connection, new(_buffer, (int)count)) is { } meaning)
            {
                return Step.Finish(meaning);
            }
        }

        return Step.Wait;
    }

    public void Dispose() => NativeMemory.Free(_buffer);

    /// <summary>One buffer per route is enough: what was sent has left it.</summary>
    private static void Stamp(Route route, ulong nonce)
    {
        if (route.Dns is null)
        {
            Echo.Stamp(route.Request, nonce);
        }
        else
        {
            BitConverter.TryWriteBytes(route.Request, (ushort)nonce);
        }
    }

    /// <returns>Null: not the answer to this question.</returns>
    private static Meaning? Read(ref Connection connection, ReadOnlySpan<byte> message)
    {
        var route = connection.Route!;
        if (route.Dns is null)
        {
            return Echo.Answers(message, route.Request[0], connection.Nonce) ? Meaning.Good : null;
        }

        Stamp(route, connection.Nonce);
        return route.Dns.Read(route.Request, message);
    }
}
