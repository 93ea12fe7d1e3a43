using FailoverCtl.Checking;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;

namespace FailoverCtl.Tests.Core.Checking;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>
/// Writes the journal of one process line by line. What it is told to plan it plans by the rules, so that a test breaks
/// exactly one of them by an edit.
/// </summary>
internal sealed class Story
{
    private readonly string _process;
    private readonly long _boot;
    private readonly List<JournalLine> _lines = [];
    private readonly SortedDictionary<AgentId, Report> _board = [];
    private readonly SortedDictionary<AgentId, long> _sequences = [];
    private long _now = 1_000;

    private Story(string process, long boot) => (_process, _boot) = (process, boot);

    public Domain.Topology.Topology Topology { get; private set; } = SmallWorld.Topology;

    /// <summary>The entry that this process read last.</summary>
    public LedgerEntry Ledger { get; private set; } = null!;

    /// <summary>The plan that it made last.</summary>
    public Plan Plan { get; private set; } = null!;

    public ProcessJournal Journal => new(_process, _lines.ToEquatableArray());

    /// <summary>A controller that has read topology, the first epoch and no holds, and whose coordination is normal.</summary>
    public static Story Of(string controller, Domain.Topology.Topology? topology = null, long boot = 7)
    {
        var story = Bare($"controller/{controller}", boot);
        story.Topology = topology ?? SmallWorld.Topology;
        return story
            .Start(boot)
            .Record(new TopologyEvent(SmallWorld.Hash, story.Topology))
            .Observes(story.First())
            .Holds()
            .Mode(CoordinationMode.Normal);
    }

    /// <summary>A process that has recorded nothing yet.</summary>
    public static Story Bare(string process, long boot = 7) => new(process, boot);

    public static Observation Sees(
        string site,
        ObservedState state = ObservedState.Down,
        FailureKind kind = FailureKind.Refused,
        long forMilliseconds = 500
    ) => new(SmallWorld.Www(site), state, kind, 3, 0, forMilliseconds);

    public Story Start(long boot) => Record(new StartEvent("test", _process, boot));

    public Story Then(Func<Story, Story> next) => next(this);

    public Story Wait(long milliseconds)
    {
        _now += milliseconds;
        return this;
    }

    public Story Record(JournalEvent item)
    {
        _lines.Add(new(_lines.Count + 1, _now, "", item));
        return this;
    }

    /// <summary>A report is read; agents that see nothing amiss report an empty list.</summary>
    public Story Hears(string agent, params Observation[] unhealthy) => Hears(agent, r => r, unhealthy);

    public Story Hears(string agent, Func<Report, Report> edit, params Observation[] unhealthy)
    {
        var id = new AgentId(agent);
        var sequence = _sequences[id] = _sequences.GetValueOrDefault(id) + 1;
        var healthy = Topology.Endpoints.Count() - unhealthy.Length;
        var report = edit(new(id, 1, sequence, SmallWorld.Hash, false, healthy, unhealthy.ToEquatableArray(), []));
        _board[id] = report;
        return Record(new ReportEvent(report));
    }

    /// <summary>A report is read that may have lain in the store for hours.</summary>
    public Story Finds(string agent, params Observation[] unhealthy)
    {
        Hears(agent, unhealthy);
        _lines[^1] = _lines[^1] with { Event = ((ReportEvent)_lines[^1].Event) with { Moved = false } };
        return this;
    }

    /// <summary>An automatic plan that withdraws www at these sites, with the votes that the reports give.</summary>
    public Story PlansToWithdraw(params string[] sites) => PlansToWithdraw(p => p, sites);

    public Story PlansToWithdraw(Func<Plan, Plan> edit, params string[] sites)
    {
        var endpoints = sites.Select(SmallWorld.Www).ToArray();
        var votes = endpoints.Select(VoteOn).ToArray();
        var latches = Ledger.Latches with
        {
            Withdrawals = Ledger
                .Latches.Withdrawals.Concat(endpoints.Select(e => new Withdrawal(e, FailureKind.Refused, 5_000)))
                .OrderBy(w => w.Endpoint)
                .ToEquatableArray(),
        };
        var cause = new Cause(CauseKind.EndpointsLost, string.Join(", ", endpoints), "lost by vote");
        return Plans(cause, Without(Ledger.Steering, endpoints), latches, p => edit(p with { Votes = [.. votes] }));
    }

    /// <summary>A plan on the epoch that was read last; it cites the newest report of every agent.</summary>
    public Story Plans(CauseKind cause, SteeringMap steering, Latches latches, Func<Plan, Plan>? edit = null) =>
        Plans(new Cause(cause, "test", "a test"), steering, latches, edit);

    private Story Plans(Cause cause, SteeringMap steering, Latches latches, Func<Plan, Plan>? edit)
    {
        var plan = new Plan(
            $"p{Ledger.Epoch + 1}",
            cause,
            Ledger.Epoch,
            1,
            [new(steering, latches, [], "a step")],
            [],
            _board.Values.ToSortedMap(r => r.Agent, r => r.Mark),
            cause.Kind != CauseKind.Intent,
            [],
            []
        );
        Plan = edit is null ? plan : edit(plan);
        return Record(new PlanEvent(Plan));
    }

    /// <summary>The plan is committed by this process and read back.</summary>
    public Story Commits(Func<LedgerEntry, LedgerEntry>? edit = null)
    {
        var entry = Draft();
        return Reads(LedgerOutcome.Committed, edit is null ? entry : edit(entry));
    }

    /// <summary>An entry of another process is read.</summary>
    public Story Observes(LedgerEntry entry) => Reads(LedgerOutcome.Observed, entry);

    public Story Holds(params string[] scopes) =>
        Record(
            new HoldsEvent(
                new(
                    "test",
                    scopes.Length + 1,
                    scopes.Select(s => new Hold("h", s, "ana", "work", DateTimeOffset.UnixEpoch)).ToEquatableArray()
                )
            )
        );

    public Story Mode(CoordinationMode mode) => Record(new ModeEvent(mode, ""));

    /// <summary>A target takes an entry as it is.</summary>
    public Story Takes(string target, LedgerEntry entry, Func<WriteEvent, WriteEvent>? edit = null)
    {
        var after = Topology
            .Endpoints.Where(e => entry.Steering.Weight(Topology, e) > 0)
            .ToSortedMap(e => e, e => entry.Steering.Weight(Topology, e));
        var write = new WriteEvent(target, entry.Epoch, entry.Author, after, -1, WriteResult.Applied);
        return Record(edit is null ? write : edit(write));
    }

    /// <summary>A DNS server that answers the first epoch, has read the holds, and whose store is silent.</summary>
    public static Story OfDns(string server, Domain.Topology.Topology? topology = null, params string[] held)
    {
        var story = Bare($"dns/{server}");
        story.Topology = topology ?? SmallWorld.Topology;
        story.Ledger = story.First();
        return story
            .Start(7)
            .Record(new TopologyEvent(SmallWorld.Hash, story.Topology))
            .Takes($"dns/{server}", story.Ledger)
            .Holds(held)
            .Mode(CoordinationMode.CoordinationLost)
            .Wait(20);
    }

    /// <summary>An agent answers with what it sees; nothing is recorded of it before a reflex rests on it.</summary>
    public Story Asks(string agent, params Observation[] unhealthy) => Asks(agent, r => r, unhealthy);

    public Story Asks(string agent, Func<Report, Report> edit, params Observation[] unhealthy)
    {
        _board[new(agent)] = edit(new(new(agent), 1, 1, SmallWorld.Hash, false, 0, unhealthy.ToEquatableArray(), []));
        return this;
    }

    /// <summary>The reflex leaves out www at these sites, with the votes that the reports give.</summary>
    public Story Hides(params string[] sites) => Hides(r => r, sites);

    public Story Hides(Func<ReflexEvent, ReflexEvent> edit, params string[] sites)
    {
        var hidden = sites.Select(SmallWorld.Www).ToArray();
        return Record(
            edit(
                new(
                    Ledger.Epoch,
                    [.. hidden],
                    hidden.Select(VoteOn).ToEquatableArray(),
                    _board.Values.Select(r => new HeardReport(r, 50)).ToEquatableArray(),
                    520,
                    ["a test"]
                )
            )
        );
    }

    public Story Answers(string name, params string[] addresses) =>
        Record(new AnswerEvent(name, AddressFamily.V4, "d1", addresses.ToEquatableArray()));

    /// <summary>The first epoch: everything as declared.</summary>
    public LedgerEntry First() =>
        new(
            "test",
            LedgerEntry.CurrentSchema,
            1,
            new(new("init"), 0),
            "first",
            new("init", 1, 1),
            SmallWorld.Hash,
            new(CauseKind.Init, "test", "the first epoch"),
            SortedMap<AgentId, Mark>.Empty,
            Domain.Topology.Mode.Act,
            Latches.None,
            SteeringMap.AsDeclared
        );

    /// <summary>The steering with these endpoints at zero and the rest shared evenly by those that had a weight.</summary>
    public SteeringMap Without(SteeringMap steering, params EndpointId[] out_)
    {
        var left = Topology.Endpoints.Where(e => steering.Weight(Topology, e) > 0 && !out_.Contains(e)).ToArray();
        var weights = Topology.Endpoints.Select(e =>
            KeyValuePair.Create(e, left.Contains(e) ? 10_000 / left.Length : 0)
        );
        return SteeringMap.From(Topology, weights);
    }

    private LedgerEntry Draft() =>
        new(
            "test",
            LedgerEntry.CurrentSchema,
            Plan.ParentEpoch + 1,
            new(new(_process.Split('/')[1]), _boot),
            $"{_process}-{Plan.Id}",
            new(Plan.Id, 1, 1),
            SmallWorld.Hash,
            Plan.Cause,
            Plan.Evidence,
            Domain.Topology.Mode.Act,
            Plan.Next.Latches,
            Plan.Next.Steering
        );

    private Story Reads(LedgerOutcome outcome, LedgerEntry entry)
    {
        Ledger = entry;
        return Record(new LedgerEvent(outcome, (ulong)(100 + entry.Epoch), entry));
    }

    /// <summary>One agent per domain is enough for these stories: it speaks for its domain.</summary>
    private Vote VoteOn(EndpointId endpoint)
    {
        var votes = Topology
            .VotingDomains.Where(d => d != Topology.Sites[endpoint.Site].Location)
            .Select(d => new DomainVote(d, StanceOf(d, endpoint), Speakers(d, endpoint)))
            .ToArray();
        return new(endpoint.Value, votes.Length, Math.Max(2, (votes.Length / 2) + 1), [.. votes]);
    }

    private Stance StanceOf(LocationId domain, EndpointId endpoint) =>
        Speakers(domain, endpoint).IsEmpty ? Stance.Abstain : Stance.For;

    private EquatableArray<AgentId> Speakers(LocationId domain, EndpointId endpoint) =>
        Topology
            .VantagePoints.Values.Where(v => v.VotingDomain == domain)
            .Select(v => v.Id)
            .Where(a => _board.GetValueOrDefault(a)?.Unhealthy.Any(o => o.Endpoint == endpoint) == true)
            .ToEquatableArray();
}
