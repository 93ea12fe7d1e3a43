using System.Runtime.InteropServices;
using FailoverCtl.Domain.Evidence;

namespace FailoverCtl.Probing.Engine;

/// <summary>
/// Probes over fresh connections: connect, send at once, read the head of the answer, close. Never blocks; results gather
/// in <see cref="Ended"/>.
/// </summary>
internal sealed unsafe class Prober : IDisposable
{
    private const int BufferLength = 8_192;
    private const uint Broken = Native.EpollErr | Native.EpollHup;

    private readonly Poller _poller;
    private readonly Connections _connections;
    private readonly Deadlines _deadlines;
    private readonly EngineCounters _counters;
    private readonly byte* _buffer = (byte*)NativeMemory.Alloc(BufferLength);

    public Prober(Poller poller, Connections connections, Deadlines deadlines, EngineCounters counters)
    {
        _poller = poller;
        _connections = connections;
        _deadlines = deadlines;
        _counters = counters;
    }

    public List<Ended> Ended { get; } = [];

    public void Start(Route route, long number, long now)
    {
        _counters.Probes++;
        Open(route.Address, Use.Probe, route, number, route.Target.Probe.TimeoutMilliseconds, now);
    }

    public void StartAnchor(SocketAddress? anchor, int timeoutMilliseconds, long now) =>
        Open(anchor, Use.Anchor, null, 0, timeoutMilliseconds, now);

    public void OnEvent(int index, uint events, long now)
    {
        ref var connection = ref _connections[index];
        if (connection.Route is not { IsHttp: true })
        {
            if ((events & Broken) != 0)
            {
                FinishBroken(index, Native.PendingError(connection.Fd), now);
            }
            else if ((events & Native.EpollOut) != 0)
            {
                Finish(index, FailureKind.None, now);
            }

            return;
        }

        if (!connection.Sent && (events & Native.EpollOut) != 0 && !Send(index, now))
        {
            return;
        }

        if ((events & (Native.EpollIn | Native.EpollRdHup | Broken)) != 0)
        {
            Read(index, (events & Broken) != 0, now);
        }
    }

    public void OnTimeout(int index, long now) => Finish(index, FailureKind.Timeout, now);

    public void Dispose() => NativeMemory.Free(_buffer);

    private void Open(SocketAddress? address, Use use, Route? route, long number, int timeoutMilliseconds, long now)
    {
        var fd = address is null ? -1 : Native.socket(address.Family, Native.StreamSocket, 0);
        if (address is null || fd < 0)
        {
            LocalFault(route, number, address is null ? 0 : Native.Errno);
            return;
        }

        var index = _connections.Open(fd, use, route, now);
        if (index < 0)
        {
            _ = Native.close(fd);
            LocalFault(route, number, 0);
            return;
        }

        ref var connection = ref _connections[index];
        connection.Number = number;
        var connected = Native.connect(fd, address.Pointer, address.Length) == 0;
        if (!connected && Native.Errno is not (Errno.InProgress or Errno.Interrupted))
        {
            FinishBroken(index, Native.Errno, now);
            return;
        }

        if (connected && route is not { IsHttp: true })
        {
            Finish(index, FailureKind.None, now);
            return;
        }

        // On a near network the handshake is often done by now, so that the answer is the only event.
        if (route is { IsHttp: true } && !Send(index, now))
        {
            return;
        }

        var interest = Native.EpollIn | Native.EpollRdHup | Native.EpollEdge | (connection.Sent ? 0 : Native.EpollOut);
        if (!_poller.Add(fd, interest, _connections.Token(index)))
        {
            FinishLocal(index, Native.Errno);
            return;
        }

        _deadlines.Arm(index, now + timeoutMilliseconds);
    }

    /// <returns>Whether the connection is still there.</returns>
    private bool Send(int index, long now)
    {
        ref var connection = ref _connections[index];
        var route = connection.Route!;
        var sent = Native.send(connection.Fd, route.RequestPointer, route.RequestLength, Native.NoSignal);
        if (sent == route.RequestLength)
        {
            connection.Sent = true;
            return true;
        }

        var errno = sent < 0 ? Native.Errno : 0;
        if (sent < 0 && Errno.MeansWait(errno))
        {
            return true;
        }

        if (sent >= 0)
        {
            // A fresh socket that does not take a few hundred bytes is out of this host's memory.
            FinishLocal(index, errno);
            return false;
        }

        if (Errno.Evidence(errno) == FailureKind.Reset)
        {
            // It may have answered before it closed.
            Read(index, broken: true, now);
        }
        else
        {
            FinishBroken(index, errno, now);
        }

        return false;
    }

    private void Read(int index, bool broken, long now)
    {
        ref var connection = ref _connections[index];
        while (true)
        {
            var count = Native.recv(connection.Fd, _buffer, BufferLength, 0);
            if (count > 0)
            {
                switch (connection.Head.Feed(new(_buffer, (int)count)))
                {
                    case HeadState.Complete:
                        Finish(index, Meaning(connection.Head.Status, connection.Route!), now);
                        return;
                    case HeadState.Garbage:
                        Finish(index, FailureKind.WrongAnswer, now);
                        return;
                    case HeadState.Incomplete:
                        continue;
                }
            }

            var errno = count < 0 ? Native.Errno : Errno.ConnectionReset;
            if (errno == Errno.Interrupted)
            {
                continue;
            }

            if (count < 0 && errno == Errno.Again && !broken)
            {
                return;
            }

            if (connection.Head.AnyByte)
            {
                Finish(index, FailureKind.WrongAnswer, now);
            }
            else
            {
                FinishBroken(index, errno is Errno.Again or Errno.NotConnected ? Errno.ConnectionReset : errno, now);
            }

            return;
        }
    }

    private static FailureKind Meaning(int status, Route route) =>
        status == route.Target.Probe.ExpectedStatus ? FailureKind.None
        : status is 429 or 503 ? FailureKind.Shedding
        : FailureKind.WrongAnswer;

    private void FinishBroken(int index, int errno, long now)
    {
        var kind = errno == 0 ? FailureKind.Reset : Errno.Evidence(errno);
        if (kind == FailureKind.None)
        {
            FinishLocal(index, errno);
        }
        else
        {
            Finish(index, kind, now);
        }
    }

    private void Finish(int index, FailureKind kind, long now)
    {
        ref var connection = ref _connections[index];
        Ended.Add(new(connection.Route, connection.Number, kind, LocalFault: false, now - connection.StartedAt));
        if (connection.Route is not null)
        {
            _counters.GoodProbes += kind == FailureKind.None ? 1 : 0;
            _counters.FailedProbes += kind == FailureKind.None ? 0 : 1;
        }

        Close(index);
    }

    private void FinishLocal(int index, int errno)
    {
        LocalFault(_connections[index].Route, _connections[index].Number, errno);
        Close(index);
    }

    private void LocalFault(Route? route, long number, int errno)
    {
        _counters.LocalFaults++;
        _counters.LastLocalFault = errno;
        Ended.Add(new(route, number, FailureKind.None, LocalFault: true, 0));
    }

    private void Close(int index)
    {
        _deadlines.Disarm(index);
        Native.CloseAbruptly(_connections[index].Fd);
        _connections.Release(index);
    }
}
