using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Probing.Answers;
using FailoverCtl.Probing.Dialogues;

namespace FailoverCtl.Probing.Engine;

/// <summary>
/// Probes over fresh connections: connect, ask, read what says what the answer means, close. Never blocks; results gather
/// in <see cref="Ended"/>.
/// </summary>
internal sealed unsafe class Prober : IDisposable
{
    private const uint BrokenEvents = Native.EpollErr | Native.EpollHup;

    /// <summary>ms that the thread pool gets at a dialogue's deadline to show that it was not the one that was late.</summary>
    private const int PulseMilliseconds = 150;

    private readonly Poller _poller;
    private readonly Connections _connections;
    private readonly Deadlines _deadlines;
    private readonly EngineCounters _counters;
    private readonly DialogueSet _dialogues;
    private readonly PoolPulse _pulse;
    private readonly HttpExchanges _http = new();
    private readonly Datagrams _datagrams = new();

    public Prober(
        Poller poller,
        Connections connections,
        Deadlines deadlines,
        DialogueSet dialogues,
        PoolPulse pulse,
        EngineCounters counters
    )
    {
        _poller = poller;
        _connections = connections;
        _deadlines = deadlines;
        _dialogues = dialogues;
        _pulse = pulse;
        _counters = counters;
    }

    public List<Ended> Ended { get; } = [];

    /// <summary>Probes whose answer has begun and is not complete.</summary>
    public List<Heard> Heard { get; } = [];

    /// <summary>Certificates that were shown.</summary>
    public List<Shown> Shown { get; } = [];

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
        if (connection.HandedOver)
        {
            return;
        }

        switch (connection.Route?.Kind)
        {
            case ProbeKind.Http:
                Act(index, _http.OnEvent(ref connection, events), now);
                break;
            case ProbeKind.Dns or ProbeKind.Icmp:
                Act(index, _datagrams.OnEvent(ref connection, events), now);
                break;
            case null or ProbeKind.Tcp or ProbeKind.Https or ProbeKind.Tls or ProbeKind.Grpc:
                if ((events & BrokenEvents) != 0)
                {
                    FinishBroken(index, Native.PendingError(connection.Fd), now);
                }
                else if ((events & Native.EpollOut) != 0)
                {
                    Connected(index, now);
                }

                break;
        }
    }

    public void OnTimeout(int index, long now)
    {
        ref var connection = ref _connections[index];
        if (connection.HandedOver && connection.Pulse == 0)
        {
            connection.Pulse = _pulse.Ask();
            _deadlines.Arm(index, now + PulseMilliseconds);
        }
        else if (connection.HandedOver && !_pulse.HasAnswered(connection.Pulse))
        {
            _counters.DialoguesAbandoned++;
            FinishLocal(index, 0);
        }
        else
        {
            Finish(index, connection.Heard ? Meaning.Wrong(Flaw.Slow) : new(FailureKind.Timeout), now);
        }
    }

    /// <summary>Takes what dialogues have to say.</summary>
    public void TakeSaid(long now)
    {
        while (_dialogues.TryTake(out var said))
        {
            if (said.Fault is { } fault)
            {
                _counters.LoopFaults++;
                _counters.LastLoopFault = fault;
            }

            var index = _connections.Find(said.Token);
            if (index < 0)
            {
                continue;
            }

            switch (said.News)
            {
                case News.Heard:
                    Hear(index);
                    break;
                case News.Faulted:
                    FinishLocal(index, 0);
                    break;
                case News.Ended:
                    if (said.Result.DaysLeft is { } days)
                    {
                        Shown.Add(new(_connections[index].Route!, days));
                    }

                    Finish(index, said.Result.Meaning, now);
                    break;
            }
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _datagrams.Dispose();
    }

    private void Open(
        SocketAddress? address,
        Use use,
        Route? route,
        long number,
        int timeoutMilliseconds,
        long now,
        Followed followed = default
    )
    {
        var fd = address is null ? -1 : Socket(address, route?.Kind ?? ProbeKind.Tcp);
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
        connection.Request = followed.Request;
        connection.Hops = followed.Hops;
        connection.Heard = followed.Hops > 0;
        connection.StartedAt -= followed.ElapsedMilliseconds;
        var connected = Native.connect(fd, address.Pointer, address.Length) == 0;
        if (!connected && Native.Errno is not (Errno.InProgress or Errno.Interrupted))
        {
            FinishBroken(index, Native.Errno, now);
        }
        else if (Begin(ref connection, connected) is { Next: not Next.Wait } ended)
        {
            Act(index, ended, now);
        }
        else if (connected && connection.Route?.Dialogue is not null)
        {
            _deadlines.Arm(index, now + timeoutMilliseconds);
            Connected(index, now);
        }
        else if (!_poller.Add(fd, Interest(ref connection), _connections.Token(index)))
        {
            FinishLocal(index, Native.Errno);
        }
        else
        {
            _deadlines.Arm(index, now + timeoutMilliseconds);
        }
    }

    private static int Socket(SocketAddress address, ProbeKind kind) =>
        kind switch
        {
            ProbeKind.Dns => Native.socket(address.Family, Native.DatagramSocket, 0),
            ProbeKind.Icmp => Native.socket(
                address.Family,
                Native.DatagramSocket,
                address.IsV6 ? Native.ProtocolIcmpV6 : Native.ProtocolIcmp
            ),
            ProbeKind.Http or ProbeKind.Tcp or ProbeKind.Https or ProbeKind.Tls or ProbeKind.Grpc => Native.socket(
                address.Family,
                Native.StreamSocket,
                0
            ),
        };

    /// <summary>On a near network the handshake is often done by now, so that the answer is the only event.</summary>
    private Step Begin(ref Connection connection, bool connected)
    {
        switch (connection.Route?.Kind)
        {
            case ProbeKind.Http:
                _http.Begin(ref connection);
                return _http.Send(ref connection);
            case ProbeKind.Dns or ProbeKind.Icmp:
                return _datagrams.Send(ref connection);
            case null or ProbeKind.Tcp:
                return connected ? Step.Finish(Meaning.Good) : Step.Wait;
            case ProbeKind.Https or ProbeKind.Tls or ProbeKind.Grpc:
                return Step.Wait;
            default:
                throw new InvalidOperationException("a probe of a kind that does not exist");
        }
    }

    private static uint Interest(ref Connection connection) =>
        Native.EpollIn | Native.EpollRdHup | Native.EpollEdge | (connection.Sent ? 0 : Native.EpollOut);

    /// <summary>All that a TCP probe asks for; the beginning of a dialogue.</summary>
    private void Connected(int index, long now)
    {
        ref var connection = ref _connections[index];
        if (connection.Route?.Dialogue is not { } dialogue)
        {
            Finish(index, Meaning.Good, now);
            return;
        }

        _poller.Remove(connection.Fd);
        var limit = connection.Route.Target.Probe.TimeoutMilliseconds + (2 * PulseMilliseconds);
        if (!_dialogues.TryStart(dialogue, connection.Fd, _connections.Token(index), limit))
        {
            _counters.DialoguesAbandoned++;
            FinishLocal(index, 0);
            return;
        }

        _counters.Dialogues++;
        connection.HandedOver = true;
        connection.Fd = -1;
    }

    private void Act(int index, Step step, long now)
    {
        switch (step.Next)
        {
            case Next.Wait:
                ref var waiting = ref _connections[index];
                if (waiting.Answer?.AnyByte ?? waiting.Head.AnyByte)
                {
                    Hear(index);
                }

                break;
            case Next.Finish:
                Finish(index, step.Meaning, now);
                break;
            case Next.Broken:
                FinishBroken(index, step.Errno, now);
                break;
            case Next.Local:
                FinishLocal(index, step.Errno);
                break;
            case Next.Follow:
                Follow(index, step.Path!, now);
                break;
        }
    }

    private void Hear(int index)
    {
        ref var connection = ref _connections[index];
        if (!connection.Heard)
        {
            connection.Heard = true;
            Heard.Add(new(connection.Route!, connection.Number));
        }
    }

    /// <summary>The same address is asked again, within the time of the whole probe.</summary>
    private void Follow(int index, string path, long now)
    {
        Hear(index);
        ref var connection = ref _connections[index];
        var (route, number) = (connection.Route!, connection.Number);
        var elapsed = now - connection.StartedAt;
        var followed = new Followed(route.RequestFor(path), connection.Hops + 1, elapsed);
        Close(index);
        var left = (int)Math.Max(0, route.Target.Probe.TimeoutMilliseconds - elapsed);
        Open(route.Address, Use.Probe, route, number, left, now, followed);
    }

    private void FinishBroken(int index, int errno, long now)
    {
        var kind = errno == 0 ? FailureKind.Reset : Errno.Evidence(errno);
        if (kind == FailureKind.None)
        {
            FinishLocal(index, errno);
        }
        else
        {
            Finish(index, new(kind), now);
        }
    }

    private void Finish(int index, Meaning meaning, long now)
    {
        ref var connection = ref _connections[index];
        Ended.Add(new(connection.Route, connection.Number, meaning, LocalErrno: null, now - connection.StartedAt));
        if (connection.Route is not null)
        {
            _counters.GoodProbes += meaning.Kind == FailureKind.None ? 1 : 0;
            _counters.FailedProbes += meaning.Kind == FailureKind.None ? 0 : 1;
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
        Ended.Add(new(route, number, default, errno, 0));
    }

    private void Close(int index)
    {
        _deadlines.Disarm(index);
        ref var connection = ref _connections[index];
        _http.End(ref connection);
        if (connection.Fd >= 0)
        {
            Native.CloseAbruptly(connection.Fd);
        }

        _connections.Release(index);
    }

    private readonly record struct Followed(byte[]? Request, int Hops, long ElapsedMilliseconds);
}
