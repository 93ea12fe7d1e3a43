using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Probing.Agent;

namespace FailoverCtl.Tests.Core.Probing;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>One agent's machine in virtual time against endpoints that behave as told.</summary>
internal sealed class AgentRig
{
    private readonly PriorityQueue<Action, (long, int)> _events = new();
    private readonly List<(EndpointId Endpoint, ObservedState State, FailureKind Kind)> _seen = [];
    private readonly Dictionary<Watched, (ObservedState, FailureKind)> _last = [];
    private int _order;

    public AgentRig(
        Domain.Topology.Topology? topology = null,
        string agent = "a1",
        ulong seed = 1,
        bool peersBeat = true
    )
    {
        Topology = topology ?? Build();
        PeersBeat = peersBeat;
        Machine = new(new(agent), 7, seed);
        Machine.Follow(Topology, "h", Now);
        Drain();
    }

    public Domain.Topology.Topology Topology { get; }

    public AgentMachine Machine { get; }

    public long Now { get; private set; } = 1_000_000;

    public bool PeersBeat { get; set; }

    /// <summary>What an endpoint does with a probe that leaves now; null: nothing, ever. By default answers after 2 ms.</summary>
    public Func<EndpointId, long, Reply?> World { get; set; } = static (_, _) => Reply.Ok(2);

    /// <summary>Which endpoints this host cannot ask.</summary>
    public Func<EndpointId, bool> Forbidden { get; set; } = static _ => false;

    public Func<bool> Anchor { get; set; } = static () => true;

    public List<Report> Reports { get; } = [];

    public List<(long At, EndpointId Endpoint)> Suspicions { get; } = [];

    public List<(long At, EndpointId Endpoint)> Probes { get; } = [];

    /// <summary>Every state that an endpoint was seen in, in order, since the start.</summary>
    public IReadOnlyList<(EndpointId Endpoint, ObservedState State, FailureKind Kind)> Seen => _seen;

    public static EndpointId Www(string site) => new(new("www"), new(site), AddressFamily.V4);

    public static Domain.Topology.Topology Build(
        int services = 1,
        int interval = 1_000,
        int timeout = 1_000,
        string? anchor = null,
        string[]? sites = null
    )
    {
        sites ??= ["s1", "s2", "s3"];
        var vantages = sites
            .Select((s, i) => new VantagePoint(new($"a{i + 1}"), new(s), new(s), $"127.0.0.1:{9001 + i}", anchor))
            .Append(new(new("x1"), null, new("net"), "127.0.0.1:9000", anchor));
        var all = Enumerable
            .Range(0, services)
            .Select(n => new Service(
                new(n == 0 ? "www" : $"www{n}"),
                $"www{n}.example.test",
                null,
                false,
                null,
                AnswerPolicy.One,
                WhenShort.Keep,
                30,
                new(ProbeKind.Http, 80, "/", "www", 200, interval, timeout),
                sites.ToSortedMap(
                    s => new SiteId(s),
                    s => new Placement(new(s), 10_000 / sites.Length, 100, "127.0.0.1", null)
                )
            ));
        return new(
            "test",
            new("example.test", "hostmaster.example.test", 30),
            sites.ToSortedMap(s => new SiteId(s), s => new Site(new(s), new(s))),
            vantages.ToSortedMap(v => v.Id),
            SortedMap<DnsServerId, DnsServer>.Empty,
            all.ToSortedMap(s => s.Id),
            new()
        );
    }

    public ObservedState State(string site) => Machine.Find(Www(site))!.State;

    public void Down(string site, FailureKind kind) => Set(site, kind == FailureKind.Timeout ? null : new(kind, 1));

    public void Up(string site) => Set(site, Reply.Ok(2));

    public AgentRig Warm()
    {
        Run(5_000);
        Reports.Clear();
        Suspicions.Clear();
        Probes.Clear();
        _seen.Clear();
        return this;
    }

    public void At(long inMilliseconds, Action action) => _events.Enqueue(action, (Now + inMilliseconds, _order++));

    /// <summary>The process does not run for so long; the world does.</summary>
    public void Pause(long milliseconds) => Now += milliseconds;

    public void Run(long milliseconds)
    {
        var end = Now + milliseconds;
        Drain();
        while (true)
        {
            var next = Math.Min(Machine.NextTickAt, _events.TryPeek(out _, out var due) ? due.Item1 : long.MaxValue);
            if (next > end)
            {
                Now = Math.Max(Now, end);
                return;
            }

            Now = Math.Max(Now, next);
            if (_events.TryPeek(out _, out due) && due.Item1 <= Now)
            {
                _events.Dequeue()();
            }
            else
            {
                Machine.Tick(Now);
            }

            Drain();
        }
    }

    private void Set(string site, Reply? reply)
    {
        var old = World;
        World = (e, n) => e.Site.Value == site ? reply : old(e, n);
    }

    private void Drain()
    {
        foreach (var order in Machine.Effects.Probes)
        {
            Probes.Add((Now, order.Target.Endpoint));
            var reply = World(order.Target.Endpoint, Now);
            var timeout = order.Target.Probe.TimeoutMilliseconds;
            var after = reply is { } r && r.After < timeout ? r.After : timeout;
            var kind = reply is { } k && k.After < timeout ? k.Kind : FailureKind.Timeout;
            if (Forbidden(order.Target.Endpoint))
            {
                At(0, () => Machine.ProbeAbandoned(order.Target, order.Number, Now));
                continue;
            }

            At(after, () => Complete(order, new(kind, after)));
            if (reply is { HeardAfter: { } heardAfter })
            {
                At(heardAfter, () => Machine.ProbeHeard(order.Target, order.Number, Now));
            }
        }

        Suspicions.AddRange(Machine.Effects.Suspicions.Select(e => (Now, e)));
        if (Machine.Effects.Report is { } report)
        {
            Reports.Add(report);
        }

        if (Machine.Effects.ProbeAnchor)
        {
            var answered = Anchor();
            At(answered ? 1 : AgentTiming.AnchorTimeout, () => Machine.AnchorResult(answered, Now));
        }

        if (Machine.Effects.Heartbeat && PeersBeat)
        {
            foreach (var peer in Topology.VantagePoints.Keys.Where(p => p != Machine.Agent))
            {
                Machine.PeerHeartbeat(peer, Now);
            }
        }

        Machine.Effects.Clear();
        Watch();
    }

    private void Complete(ProbeOrder order, ProbeOutcome outcome)
    {
        Machine.ProbeCompleted(order.Target, order.Number, outcome, Now);
        Watch();
    }

    private void Watch()
    {
        foreach (var target in Machine.Targets)
        {
            if (_last.GetValueOrDefault(target) is var last && last != (target.State, target.Kind))
            {
                _last[target] = (target.State, target.Kind);
                _seen.Add((target.Endpoint, target.State, target.Kind));
            }
        }
    }
}

/// <summary>What a probe gets, after so many ms.</summary>
internal readonly record struct Reply(FailureKind Kind, long After)
{
    /// <summary>When its first byte comes, where that is before its end.</summary>
    public long? HeardAfter { get; init; }

    public static Reply Ok(long after) => new(FailureKind.None, after);
}
