using System.ComponentModel;
using System.Diagnostics;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Probing.Agent;
using FailoverCtl.Probing.Dialogues;
using FailoverCtl.Probing.Peers;

namespace FailoverCtl.Probing.Engine;

/// <summary>
/// The loop of one agent: one thread of its own waits for sockets and times, feeds the machine and does what it wants.
/// Nothing here runs on the thread pool: a pool that is blocked elsewhere in the process would make every probe late.
/// </summary>
internal sealed unsafe class ProbeEngine : IDisposable
{
    private const ulong WakeToken = ulong.MaxValue;
    private const ulong PeerToken = ulong.MaxValue - 1;
    private const int ConnectionsMax = 32_768;
    private const int ResourceDescriptors = 7;
    private const int WaitMax = 1_000;

    private readonly Poller _poller = new();
    private readonly Connections _connections = new(Budget());
    private readonly Deadlines _deadlines;
    private readonly DialogueSet _dialogues;
    private readonly Prober _prober;
    private readonly Trust _trust;
    private readonly Expiring _expiring = new();

    /// <summary>Kinds of which the operator was told that this host forbids them; anew with each topology.</summary>
    private readonly HashSet<ProbeKind> _forbidden = [];

    private readonly Sentinels _sentinels;
    private readonly PeerLink _peers;
    private readonly AgentMachine _machine;
    private readonly Action<Report> _publish;
    private readonly Action<string> _trouble;
    private readonly bool _keepsSentinels;
    private readonly List<int> _due = [];
    private readonly int _wake;
    private SocketAddress? _anchor;
    private Command? _pending;
    private int _republish;
    private volatile bool _stop;

    public ProbeEngine(ProbeAgentOptions options)
    {
        _machine = new(options.Agent, options.Boot, options.Seed);
        _publish = options.Publish;
        _trouble = options.Trouble;
        _trust = new(options.Roots);
        _keepsSentinels = options.KeepsSentinels;
        _deadlines = new(_connections, Now);
        _dialogues = new(Wake);
        _prober = new(_poller, _connections, _deadlines, _dialogues, new(options.Pool), Counters);
        _sentinels = new(_poller, _connections, _deadlines, Counters, _connections.Capacity / 2, options.Seed);
        _peers = new(options.Agent, options.Boot, options.PeerKey, Counters);
        _wake = Native.eventfd(0, Native.NonBlocking | Native.CloseOnExec);
        if (_wake < 0 || !_poller.Add(_wake, Native.EpollIn, WakeToken))
        {
            throw new Win32Exception(Native.Errno, "the probe loop gets no eventfd from the system");
        }
    }

    public EngineCounters Counters { get; } = new();

    private static long Now => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000);

    /// <summary>Binds the peers' socket; call before the thread starts, so that its failure reaches the caller.</summary>
    /// <exception cref="Win32Exception">The vantage point's address cannot be bound.</exception>
    public void Bind(Topology topology)
    {
        if (topology.VantagePoints.Find(_machine.Agent)?.Address is { } address && address != _peers.Address)
        {
            _peers.Open(address);
            _ = _poller.Add(_peers.Descriptor, Native.EpollIn, PeerToken);
        }
    }

    public void Follow(Topology topology, string hash)
    {
        _ = Interlocked.Exchange(ref _pending, new(topology, hash));
        Wake();
    }

    public void Republish()
    {
        _ = Interlocked.Exchange(ref _republish, 1);
        Wake();
    }

    public void Stop()
    {
        _stop = true;
        Wake();
    }

    public void Run()
    {
        while (!_stop)
        {
            try
            {
                Turn();
            }
#pragma warning disable CA1031 // The loop's boundary: a bug in one turn must not end all probing; it is counted and shown.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Counters.LoopFaults++;
                Counters.LastLoopFault = fault.ToString();
                Thread.Sleep(10);
            }
        }
    }

    /// <summary>Only after the thread has ended.</summary>
    public void Dispose()
    {
        _dialogues.Dispose();
        for (var i = 0; i < _connections.Capacity; i++)
        {
            if (_connections[i].Use != Use.Free && _connections[i].Fd >= 0)
            {
                _ = Native.close(_connections[i].Fd);
            }
        }

        _peers.Dispose();
        _prober.Dispose();
        _sentinels.Dispose();
        _poller.Dispose();
        _ = Native.close(_wake);
    }

    /// <summary>Three quarters of the descriptors that this process may have, the rest is left to others.</summary>
    private static int Budget()
    {
        var limits = stackalloc ulong[2];
        var allowed = Native.getrlimit(ResourceDescriptors, limits) == 0 ? limits[0] : 1_024;
        return (int)Math.Clamp(allowed / 4 * 3, 64, ConnectionsMax);
    }

    private void Turn()
    {
        var next = Math.Min(_machine.NextTickAt, _deadlines.NextAt);
        var count = _poller.Wait((int)Math.Clamp(next - Now, 0, WaitMax));
        var now = Now;
        Counters.LatenessMax =
            next == long.MaxValue ? Counters.LatenessMax : Math.Max(Counters.LatenessMax, now - next);
        for (var i = 0; i < count; i++)
        {
            var (events, token) = _poller[i];
            Dispatch(events, token, now);
        }

        _due.Clear();
        _deadlines.TakeDue(now, _due);
        foreach (var index in _due)
        {
            Expire(index, now);
        }

        Feed(now);
        if (now >= _machine.NextTickAt)
        {
            _machine.Tick(now);
        }

        Execute(now);
        Counters.Pauses = _machine.Pauses;
        Counters.AllocatedBytes = GC.GetAllocatedBytesForCurrentThread();
    }

    private void Dispatch(uint events, ulong token, long now)
    {
        if (token == WakeToken)
        {
            TakeCommands(now);
            _prober.TakeSaid(now);
            return;
        }

        if (token == PeerToken)
        {
            _peers.Receive(_machine, now);
            return;
        }

        var index = _connections.Find(token);
        if (index < 0)
        {
            return;
        }

        switch (_connections[index].Use)
        {
            case Use.Probe or Use.Anchor:
                _prober.OnEvent(index, events, now);
                break;
            case Use.SentinelOpening or Use.SentinelOpen:
                _sentinels.OnEvent(index, events, now);
                break;
            case Use.Free or Use.SentinelWaiting:
                break;
        }
    }

    private void Expire(int index, long now)
    {
        switch (_connections[index].Use)
        {
            case Use.Probe or Use.Anchor:
                _prober.OnTimeout(index, now);
                break;
            case Use.SentinelOpening or Use.SentinelWaiting:
                _sentinels.OnTimeout(index, now);
                break;
            case Use.Free or Use.SentinelOpen:
                break;
        }
    }

    private void TakeCommands(long now)
    {
        ulong count;
        _ = Native.read(_wake, &count, sizeof(ulong));
        if (Interlocked.Exchange(ref _pending, null) is { } command)
        {
            var before = _machine.Targets;
            _machine.Follow(command.Topology, command.Hash, now);
            foreach (var target in before)
            {
                if (target is { Retired: true, Handle: Route route })
                {
                    _sentinels.Close(route);
                    _expiring.Forget(target.Endpoint);
                }
            }

            _forbidden.Clear();
            _anchor = SocketAddress.From(command.Topology.VantagePoints.Find(_machine.Agent)?.Anchor);
            _peers.Follow(command.Topology);
            Bind(command.Topology);
        }

        if (Interlocked.Exchange(ref _republish, 0) != 0)
        {
            _machine.Republish(now);
        }
    }

    /// <summary>Tells the machine what ended.</summary>
    private void Feed(long now)
    {
        foreach (var lost in _sentinels.Lost)
        {
            _machine.ConnectionLost(lost.Target, now);
        }

        _sentinels.Lost.Clear();
        foreach (var (route, number) in _prober.Heard)
        {
            _machine.ProbeHeard(route.Target, number, now);
        }

        _prober.Heard.Clear();
        foreach (var (route, daysLeft) in _prober.Shown)
        {
            _expiring.Note(route, daysLeft);
        }

        _prober.Shown.Clear();
        for (var i = 0; i < _prober.Ended.Count; i++)
        {
            var ended = _prober.Ended[i];
            if (ended.Route is { } route)
            {
                FeedProbe(route, ended, now);
            }
            else if (ended.LocalErrno is not null)
            {
                _machine.AnchorAbandoned(now);
            }
            else
            {
                // Who refuses has been reached.
                _machine.AnchorResult(ended.Meaning.Kind is FailureKind.None or FailureKind.Refused, now);
            }
        }

        _prober.Ended.Clear();
    }

    private void FeedProbe(Route route, Ended ended, long now)
    {
        if (ended.LocalErrno is { } errno)
        {
            Abandon(route, ended.Number, errno, now);
            return;
        }

        var (kind, flaw, code) = ended.Meaning;
        _machine.ProbeCompleted(
            route.Target,
            ended.Number,
            new ProbeOutcome(kind, ended.Latency) { Flaw = flaw, Code = code },
            now
        );
        if (_keepsSentinels && kind == FailureKind.None)
        {
            _sentinels.OnGoodProbe(route, now);
        }
    }

    private void Abandon(Route route, long number, int errno, long now)
    {
        if (errno is Errno.AccessDenied or Errno.NotPermitted)
        {
            route.Target.NotAllowed = true;
            if (_forbidden.Add(route.Kind))
            {
                _trouble(Permission.Missing(route.Target.Endpoint, route.Kind));
            }
        }

        _machine.ProbeAbandoned(route.Target, number, now);
    }

    /// <summary>Does what the machine wants; what ends at once is fed back before the loop sleeps.</summary>
    private void Execute(long now)
    {
        var effects = _machine.Effects;
        while (true)
        {
            var probes = effects.Probes;
            for (var i = 0; i < probes.Count; i++)
            {
                _prober.Start(Route.Of(probes[i].Target, _trust), probes[i].Number, now);
            }

            if (effects.ProbeAnchor)
            {
                _prober.StartAnchor(_anchor, AgentTiming.AnchorTimeout, now);
            }

            if (effects.Suspicions.Count > 0 || effects.Heartbeat)
            {
                _peers.Send(effects.Suspicions);
            }

            var report = effects.Report;
            effects.Clear();
            if (report is not null)
            {
                Counters.Reports++;
                _publish(report with { Certificates = _expiring.List() });
            }

            if (_prober.Ended.Count == 0 && _prober.Heard.Count == 0 && _sentinels.Lost.Count == 0)
            {
                return;
            }

            Feed(now);
        }
    }

    private void Wake()
    {
        var one = 1UL;
        _ = Native.write(_wake, &one, sizeof(ulong));
    }

    private sealed record Command(Topology Topology, string Hash);
}
