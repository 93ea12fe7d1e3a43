using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Probing.Agent;
using FailoverCtl.Simulation.Places;
using FailoverCtl.Simulation.Run;
using FailoverCtl.Simulation.Store;

namespace FailoverCtl.Simulation.Processes;

/// <summary>The real agent machine, probing the simulated world.</summary>
public sealed class AgentProcess(Cluster cluster, Host host, AgentId id, int index)
    : Process(cluster, host, $"agent/{id}")
{
    private const long RetryAfter = 250;

    private readonly List<(Watched Target, long Number)> _orders = [];
    private readonly List<EndpointId> _suspicions = [];
    private AgentMachine? _machine;
    private StoreLine? _line;
    private Report? _unwritten;
    private Report? _newest;
    private bool _writing;
    private long _tickAt = long.MaxValue;

    public AgentId Id => id;

    /// <summary>Its row in the record of what it could really see.</summary>
    public int Index => index;

    /// <summary>What it says instead of what it sees; null: it is honest.</summary>
    public Lie? Lie { get; set; }

    /// <summary>When it last published a lie, true ms.</summary>
    public long LiedAt { get; private set; } = long.MinValue / 2;

    /// <summary>What it answers to who asks for its report; null before the first.</summary>
    public Report? Show() => _newest is { } report ? Say(report) : null;

    public void ConnectionLost(EndpointId endpoint) =>
        Feed(
            (machine, now) =>
            {
                if (machine.Find(endpoint) is { } target)
                {
                    machine.ConnectionLost(target, now);
                }
            }
        );

    protected override void Begin()
    {
        _machine = new(id, Boot, (ulong)Boot);
        _line = new(Cluster, this);
        _unwritten = null;
        _newest = null;
        _writing = false;
        _tickAt = long.MaxValue;
        FollowTopology();
    }

    /// <summary>Takes up the topology that the ledger cites now.</summary>
    public void FollowTopology()
    {
        var hash = Cluster.TopologyHash;
        Feed((machine, now) => machine.Follow(Cluster.TopologyOf(hash), hash, now));
    }

    private void Feed(Action<AgentMachine, long> input)
    {
        if (_machine is { } machine)
        {
            input(machine, Now);
            Run(machine);
        }
    }

    private void Tick()
    {
        _tickAt = long.MaxValue;
        var machine = _machine!;
        if (machine.NextTickAt <= Now)
        {
            machine.Tick(Now);
        }

        Run(machine);
    }

    private void Run(AgentMachine machine)
    {
        var effects = machine.Effects;
        foreach (var order in effects.Probes)
        {
            _orders.Add((order.Target, order.Number));
        }

        _suspicions.AddRange(effects.Suspicions);
        var (heartbeat, anchor, report) = (effects.Heartbeat, effects.ProbeAnchor, effects.Report);
        effects.Clear();
        foreach (var (target, number) in _orders)
        {
            Probe(target, number);
        }

        _orders.Clear();
        foreach (var endpoint in _suspicions)
        {
            TellPeers(peer => peer.Feed((m, now) => m.SuspicionReceived(endpoint, id, now)));
        }

        _suspicions.Clear();
        if (heartbeat)
        {
            TellPeers(peer => peer.Feed((m, now) => m.PeerHeartbeat(id, now)));
        }

        if (anchor)
        {
            AskAnchor();
        }

        if (report is not null)
        {
            (_unwritten, _newest) = (report, report);
            Publish();
        }

        WakeAt(machine.NextTickAt);
    }

    private void WakeAt(long at)
    {
        if (at < _tickAt)
        {
            _tickAt = at;
            After(
                at - Now,
                () =>
                {
                    if (_tickAt == at)
                    {
                        Tick();
                    }
                }
            );
        }
    }

    private void Probe(Watched target, long number)
    {
        Cluster.World.Probe(
            this,
            target.Endpoint,
            target.Probe.TimeoutMilliseconds,
            outcome => Feed((machine, now) => machine.ProbeCompleted(target, number, outcome, now))
        );
    }

    private void AskAnchor() =>
        Cluster.World.AskAnchor(
            this,
            AgentTiming.AnchorTimeout,
            answered => Feed((machine, now) => machine.AnchorResult(answered, now))
        );

    private void TellPeers(Action<AgentProcess> tell)
    {
        foreach (var peer in Cluster.Agents)
        {
            if (peer != this && peer.Alive)
            {
                Cluster.Network.Send(Host, peer.Host, peer.ForThisLife(() => tell(peer)));
            }
        }
    }

    private void Publish()
    {
        if (_writing || _unwritten is not { } report)
        {
            return;
        }

        _writing = true;
        _unwritten = null;
        var said = Say(report);
        var swallowed = Cluster.Random.Happens(Cluster.Trouble.ReportLoss);
        _line!.Write(
            () =>
            {
                if (!swallowed)
                {
                    Cluster.Store.Put(said);
                }

                return true;
            },
            answered =>
            {
                _writing = false;
                if (answered || _unwritten is not null)
                {
                    Publish();
                    return;
                }

                _unwritten = report;
                After(RetryAfter, Publish);
            }
        );
    }

    private Report Say(Report report)
    {
        LiedAt = Lie is null ? LiedAt : Cluster.Clock.Now;
        return Lie is { } lie ? lie.Instead(report, Cluster.Topology) : report;
    }
}
