using FailoverCtl.Decision.Machine;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Tests.Core.Decision;

/// <summary>A machine over three sites and one external vantage point, driven by hand: no store, no time but ours.</summary>
public sealed class DecisionRig
{
    public static readonly Self Me = new(new("c-gra"), 7, new("gra"));

    private string _hash = "h1";
    private readonly Dictionary<AgentId, long> _sequences = [];
    private ulong _index = 1;
    private long _beats;

    public DecisionRig(Func<Domain.Topology.Topology, Domain.Topology.Topology>? change = null)
    {
        Topology = (change ?? (t => t))(ThreeSites());
        Machine.Step(new TopologyRead(Now, _hash, Topology));
        Holds(new Holds("test", 1, []));
        Force(Entry(1, SteeringMap.AsDeclared, Latches.None));
        foreach (var agent in Topology.VantagePoints.Keys)
        {
            Report(agent);
        }

        foreach (var server in Topology.DnsServers.Keys)
        {
            // Asked in vain so far: a process that starts proposes nothing before it has asked.
            Machine.Step(new TargetRead(Now - 1, server, null));
        }

        Run();
    }

    public Domain.Topology.Topology Topology { get; private set; }

    public ControlMachine Machine { get; } = new(Me);

    public long Now { get; private set; } = 10_000;

    public List<Effect> Effects { get; } = [];

    public LedgerEntry Ledger => Machine.Ledger!.Entry;

    public Propose? Proposed => Effects.OfType<Propose>().LastOrDefault();

    /// <summary>Three sites with room for the loss of one, two services, one external vantage point.</summary>
    public static Domain.Topology.Topology ThreeSites()
    {
        var sites = new[] { "rbx", "gra", "sbg" };
        return new(
            "test",
            new("example.test", "hostmaster.example.test", 30),
            sites.ToSortedMap(s => new SiteId(s), s => new Site(new(s), new(s))),
            sites
                .Select(s => new VantagePoint(new($"{s}-1"), new(s), new(s), "127.0.0.1:1", null))
                .Append(new(new("ext-1"), null, new("elsewhere"), "127.0.0.1:1", null))
                .ToSortedMap(v => v.Id),
            sites
                .Select(s => new DnsServer(new($"ns-{s}"), $"ns-{s}.example.test", new(s), "127.0.0.1:53"))
                .ToSortedMap(d => d.Id),
            new[] { "www", "api" }.ToSortedMap(s => new ServiceId(s), s => ServiceOf(s, sites)),
            new()
        );
    }

    public static EndpointId Endpoint(string text) => EndpointId.Parse(text);

    /// <summary>An agent reports; endpoints that are not named are up.</summary>
    public DecisionRig Report(
        AgentId agent,
        params (string Endpoint, ObservedState State, FailureKind Kind)[] trouble
    ) => Report(agent, blind: false, forMilliseconds: 2_000, trouble);

    public DecisionRig Report(
        AgentId agent,
        bool blind,
        long forMilliseconds,
        params (string Endpoint, ObservedState State, FailureKind Kind)[] trouble
    )
    {
        var sequence = _sequences[agent] = _sequences.GetValueOrDefault(agent) + 1;
        var unhealthy = trouble
            .Select(t => new Observation(EndpointId.Parse(t.Endpoint), t.State, t.Kind, 3, 0, forMilliseconds))
            .OrderBy(o => o.Endpoint)
            .ToEquatableArray();
        Machine.Step(new ReportRead(Now, new(agent, 1, sequence, _hash, blind, 0, unhealthy, []), ++_index));
        return this;
    }

    /// <summary>These agents see every endpoint of the site refused.</summary>
    public DecisionRig Condemn(string site, params string[] agents)
    {
        var trouble = Topology
            .Endpoints.Where(e => e.Site.Value == site)
            .Select(e => (e.Value, ObservedState.Down, FailureKind.Refused))
            .ToArray();
        foreach (var agent in agents)
        {
            Report(new(agent), trouble);
        }

        return this;
    }

    public DecisionRig Holds(Holds holds)
    {
        Machine.Step(new HoldsRead(Now, holds, ++_index));
        return this;
    }

    public DecisionRig Ask(IntentKind kind, string scope, params string[] overrides) =>
        Ask(kind, scope, null, overrides);

    public DecisionRig Ask(IntentKind kind, string scope, long? forMilliseconds, params string[] overrides)
    {
        var intent = new Intent(
            $"i{_index}",
            kind,
            scope,
            "ada",
            "because",
            overrides.ToEquatableArray(),
            default,
            IntentOutcome.Pending
        )
        {
            ForMilliseconds = forMilliseconds,
        };
        Machine.Step(new IntentRead(Now, intent, ++_index));
        return this;
    }

    /// <summary>An operator wants this topology in force, and the controller has read it.</summary>
    public DecisionRig Apply(string hash, Domain.Topology.Topology topology, params string[] overrides)
    {
        Ask(IntentKind.Apply, $"topology:{hash}", overrides);
        Machine.Step(new CandidateRead(Now, hash, topology, null));
        return Run();
    }

    /// <summary>What was proposed comes into force with the topology that it cites, which agents and servers follow.</summary>
    public DecisionRig CommitWith(Domain.Topology.Topology topology)
    {
        (Topology, _hash) = (topology, Proposed!.Draft.TopologyHash);
        Machine.Step(new TopologyRead(Now, _hash, topology));
        return Commit().AllReport().ReadBack();
    }

    /// <summary>Every agent sees everything up.</summary>
    public DecisionRig AllReport()
    {
        foreach (var agent in Topology.VantagePoints.Keys)
        {
            Report(agent);
        }

        return this;
    }

    /// <summary>The servers answer the epoch in force.</summary>
    public DecisionRig ReadBack()
    {
        foreach (var server in Topology.DnsServers.Keys)
        {
            Machine.Step(new TargetRead(Now, server, Ledger.Epoch));
        }

        return this;
    }

    /// <summary>Time passes; everyone goes on reporting what they reported last.</summary>
    public DecisionRig Pass(long milliseconds)
    {
        Now += milliseconds;
        return this;
    }

    /// <summary>Its own heartbeat comes back from the store: it hears.</summary>
    public DecisionRig Beat()
    {
        var none = SortedMap<SiteId, SiteCondition>.Empty;
        Machine.Step(new HeartbeatRead(Now, new(Me.Id, Me.Boot, ++_beats, Me.Site, _index, 1, 0, [], none, null)));
        return this;
    }

    /// <summary>Takes and advances everything that is ready, with a fresh store.</summary>
    public DecisionRig Run()
    {
        Machine.Step(new StoreAnswered(Now, Now));
        Machine.Step(new Tick(Now));
        while (Machine.TakeReady(Now) is { } ready)
        {
            Machine.Advance(ready);
            Effects.AddRange(ready.Effects);
        }

        return this;
    }

    /// <summary>What was proposed comes into force.</summary>
    public DecisionRig Commit()
    {
        var proposed = Proposed ?? throw new InvalidOperationException("nothing was proposed");
        Effects.Clear();
        Force(proposed.Draft with { Proposal = $"x{_index}" });
        Machine.Step(new ProposalSettled(Now, proposed.Plan.Id, Won: true));
        foreach (var change in proposed.Intents)
        {
            Machine.Step(new IntentRead(Now, change.Intent, ++_index));
        }

        return Run();
    }

    public DecisionRig Force(LedgerEntry entry)
    {
        Machine.Step(new LedgerRead(Now, entry, ++_index));
        return this;
    }

    public LedgerEntry Entry(long epoch, SteeringMap steering, Latches latches, Author? author = null) =>
        new(
            "test",
            LedgerEntry.CurrentSchema,
            epoch,
            author ?? Me.AsAuthor,
            $"p{epoch}",
            new("plan", 1, 1),
            _hash,
            new(CauseKind.Init, "test", "test"),
            SortedMap<AgentId, Mark>.Empty,
            Mode.Act,
            latches,
            steering
        );

    private static Service ServiceOf(string name, string[] sites) =>
        new(
            new(name),
            $"{name}.example.test",
            900,
            Stateful: false,
            null,
            AnswerPolicy.One,
            WhenShort.Keep,
            30,
            new(ProbeKind.Http, 80, "/", name, 200, 1_000, 1_000),
            sites
                .Select((s, i) => new Placement(new(s), i == 0 ? 3_334 : 3_333, 600, $"127.0.{i + 1}.1", null))
                .ToSortedMap(p => p.Site)
        );
}
