using FailoverCtl.Decision.Reflex;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Tests.Core.Decision;
using Xunit;

namespace FailoverCtl.Tests.Core.Reflex;

/// <summary>
/// The reflex of one DNS role over three sites and one external vantage point, driven by hand. At first the store answers, all
/// agents have reported that everything is up, and nothing is held.
/// </summary>
public sealed class ReflexRig
{
    private const string Hash = "h1";

    private readonly Dictionary<AgentId, (long Sequence, long Since, Observation[] Seen)> _agents = [];
    private ulong _index = 1;

    public ReflexRig(Func<Domain.Topology.Topology, Domain.Topology.Topology>? change = null, bool readsHolds = true)
    {
        Topology = (change ?? (t => t))(DecisionRig.ThreeSites());
        Machine = new(Now);
        Ledger = new DecisionRig().Entry(5, SteeringMap.AsDeclared, Latches.None);
        Machine.Follow(Ledger, Topology, Now);
        if (readsHolds)
        {
            Hold();
        }

        foreach (var agent in Topology.VantagePoints.Keys)
        {
            _agents[agent] = (0, Now, []);
        }

        StoreAnswers = true;
        Pass(2_000);
        Events.Clear();
    }

    public Domain.Topology.Topology Topology { get; }

    public ReflexMachine Machine { get; private set; }

    public LedgerEntry Ledger { get; private set; }

    public long Now { get; private set; } = 10_000;

    /// <summary>Whether consistent reads are answered from now on.</summary>
    public bool StoreAnswers { get; set; }

    /// <summary>Whether reads that are not answered are refused: the token is wrong.</summary>
    public bool StoreRefuses { get; set; }

    /// <summary>Agents that do not answer any more.</summary>
    public HashSet<string> Silent { get; } = [];

    public List<JournalEvent> Events { get; } = [];

    public string Hidden => string.Join(' ', Machine.Hidden);

    /// <summary>The last thing that the machine gave as reasons, as one text.</summary>
    public string Reasons =>
        string.Join('\n', Events.OfType<ReflexEvent>().LastOrDefault()?.Reasons ?? EquatableArray<string>.Empty);

    /// <summary>These agents see the named endpoints so from now on.</summary>
    public ReflexRig See(string agents, FailureKind kind, params string[] endpoints) =>
        See(agents, kind, forMilliseconds: 400, endpoints);

    public ReflexRig See(string agents, FailureKind kind, long forMilliseconds, params string[] endpoints)
    {
        foreach (var agent in agents.Split(' '))
        {
            var seen = endpoints
                .Select(e => new Observation(EndpointId.Parse(e), ObservedState.Down, kind, 3, 0, forMilliseconds))
                .OrderBy(o => o.Endpoint)
                .ToArray();
            _agents[new(agent)] = (_agents[new(agent)].Sequence, Now, seen);
        }

        return this;
    }

    /// <summary>Both services of a site are refused to these agents; no site at all: they see everything up again.</summary>
    public ReflexRig Lose(string agents, params string[] sites) =>
        See(agents, FailureKind.Refused, [.. sites.SelectMany(s => new[] { $"api/{s}/v4", $"www/{s}/v4" })]);

    public ReflexRig Hold(params string[] scopes)
    {
        var holds = scopes.Select(s => new Hold("h", s, "ana", "work", DateTimeOffset.UnixEpoch)).ToEquatableArray();
        Machine.Take(new Holds("test", (long)_index, holds), ++_index);
        return this;
    }

    /// <summary>Another entry comes to be answered.</summary>
    /// <param name="plan">The plan whose step it is; null: still the same.</param>
    public ReflexRig Follow(
        CauseKind cause,
        Latches? latches = null,
        SteeringMap? steering = null,
        PlanRef? plan = null
    )
    {
        Ledger = Ledger with
        {
            Epoch = Ledger.Epoch + 1,
            Plan = plan ?? Ledger.Plan,
            Cause = new(cause, "test", "test"),
            Latches = latches ?? Ledger.Latches,
            Steering = steering ?? Ledger.Steering,
        };
        Machine.Follow(Ledger, Topology, Now);
        return Take();
    }

    /// <summary>An operator recovers the ledger in a store whose indexes begin anew.</summary>
    public ReflexRig Rebuild()
    {
        _index = 1;
        Ledger = Ledger with { LastRecovery = Ledger.Epoch + 1 };
        return Follow(CauseKind.Adoption);
    }

    /// <summary>The process ends and begins again with an empty memory and the same epoch on its disk.</summary>
    public ReflexRig Restart()
    {
        Machine = new(Now);
        Machine.Follow(Ledger, Topology, Now);
        return this;
    }

    /// <summary>Time passes in ticks: the store answers or not, every agent that is not silent is heard each 100 ms.</summary>
    public ReflexRig Pass(long milliseconds)
    {
        for (var until = Now + milliseconds; Now < until; )
        {
            Now = Math.Min(until, Now + 50);
            Machine.StoreAsked(Now - 10);
            if (StoreAnswers)
            {
                Machine.StoreAnswered(Now - 10);
            }
            else if (StoreRefuses)
            {
                Machine.StoreRefused(Now - 10);
            }

            if (Now % 100 == 0)
            {
                Hear();
            }

            Take();
        }

        return this;
    }

    /// <summary>The process is stopped for so long: nothing is heard and nothing is looked at.</summary>
    public ReflexRig Freeze(long milliseconds)
    {
        Now += milliseconds;
        return this;
    }

    public ReflexRig Take()
    {
        if (Machine.TakeReady(Now) is { } ready)
        {
            Events.AddRange(ready.Events);
            Assert.Equal(ready.Hidden, Machine.Hidden);
        }

        return this;
    }

    private void Hear()
    {
        foreach (var (agent, (sequence, since, seen)) in _agents.ToArray().Where(a => !Silent.Contains(a.Key.Value)))
        {
            _agents[agent] = (sequence + 1, since, seen);
            var aged = seen.Select(o => o with { ForMilliseconds = o.ForMilliseconds + (Now - since) });
            Machine.Take(new Report(agent, 1, sequence + 1, Hash, false, 0, aged.ToEquatableArray(), []), Now);
        }
    }
}
