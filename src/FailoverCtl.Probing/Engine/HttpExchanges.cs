using System.Runtime.InteropServices;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Probing.Answers;

namespace FailoverCtl.Probing.Engine;

/// <summary>
/// HTTP in the clear over fresh connections: send at once, read as much as says what the answer means. A probe that only
/// wants a status reads the head in place and allocates nothing.
/// </summary>
internal sealed unsafe class HttpExchanges : IDisposable
{
    private const int BufferLength = 8_192;
    private const uint BrokenEvents = Native.EpollErr | Native.EpollHup;

    private readonly byte* _buffer = (byte*)NativeMemory.Alloc(BufferLength);
    private readonly Stack<HttpAnswer> _answers = new();

    public void Begin(ref Connection connection)
    {
        if (connection.Route!.Http is { ReadsFields: true } expected)
        {
            connection.Answer = _answers.TryPop(out var used) ? used : new();
            connection.Answer.Begin(expected);
        }
    }

    public void End(ref Connection connection)
    {
        if (connection.Answer is { } answer)
        {
            connection.Answer = null;
            _answers.Push(answer);
        }
    }

    public Step OnEvent(ref Connection connection, uint events)
    {
        if (
            !connection.Sent
            && (events & Native.EpollOut) != 0
            && Send(ref connection) is { Next: not Next.Wait } ended
        )
        {
            return ended;
        }

        return (events & (Native.EpollIn | Native.EpollRdHup | BrokenEvents)) != 0
            ? Read(ref connection, (events & BrokenEvents) != 0)
            : Step.Wait;
    }

    public Step Send(ref Connection connection)
    {
        var request = connection.Request ?? connection.Route!.Request;
        var bytes = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(request, 0);
        var sent = Native.send(connection.Fd, bytes, request.Length, Native.NoSignal);
        if (sent == request.Length)
        {
            connection.Sent = true;
            return Step.Wait;
        }

        var errno = sent < 0 ? Native.Errno : 0;
        return sent < 0 && Errno.MeansWait(errno) ? Step.Wait
            // A fresh socket that does not take a few hundred bytes is out of this host's memory.
            : sent >= 0 ? Step.Local(errno)
            // It may have answered before it closed.
            : Errno.Evidence(errno) == FailureKind.Reset ? Read(ref connection, broken: true)
            : Step.Broken(errno);
    }

    public void Dispose() => NativeMemory.Free(_buffer);

    private Step Read(ref Connection connection, bool broken)
    {
        while (true)
        {
            var count = Native.recv(connection.Fd, _buffer, BufferLength, 0);
            if (count > 0)
            {
                if (Take(ref connection, new(_buffer, (int)count)) is { Next: not Next.Wait } said)
                {
                    return said;
                }

                continue;
            }

            var errno = count < 0 ? Native.Errno : 0;
            if (errno == Errno.Interrupted)
            {
                continue;
            }

            return errno == Errno.Again && !broken ? Step.Wait
                : !AnyByte(ref connection)
                    ? Step.Broken(
                        count == 0 || errno is Errno.Again or Errno.NotConnected ? Errno.ConnectionReset : errno
                    )
                : count == 0 ? Ended(ref connection)
                : Step.Finish(Meaning.Wrong(Flaw.Malformed));
        }
    }

    private static bool AnyByte(ref Connection connection) => connection.Answer?.AnyByte ?? connection.Head.AnyByte;

    private static Step Ended(ref Connection connection)
    {
        if (connection.Answer is not { } answer)
        {
            return Step.Finish(Meaning.Wrong(Flaw.Malformed));
        }

        answer.End();
        return Step.Finish(answer.Meaning);
    }

    private static Step Take(ref Connection connection, ReadOnlySpan<byte> bytes)
    {
        var expected = connection.Route!.Http!;
        if (connection.Answer is { } answer)
        {
            return !answer.Take(bytes) ? Step.Wait
                : answer.NextPath is { } path && connection.Hops < expected.RedirectsMax ? Step.Follow(path)
                : Step.Finish(answer.Meaning);
        }

        return connection.Head.Feed(bytes, out _) switch
        {
            HeadState.Incomplete => Step.Wait,
            HeadState.Complete => Step.Finish(expected.Of(connection.Head.Status)),
            HeadState.Garbage => Step.Finish(Meaning.Wrong(Flaw.Malformed)),
            HeadState.TooLong => Step.Finish(Meaning.Wrong(Flaw.TooLarge)),
        };
    }
}
