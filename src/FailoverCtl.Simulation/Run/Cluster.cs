using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Simulation.Chance;
using FailoverCtl.Simulation.Places;
using FailoverCtl.Simulation.Processes;
using FailoverCtl.Simulation.Store;

namespace FailoverCtl.Simulation.Run;

/// <summary>A whole installation in virtual time: the world, the store and every process, all from one seed.</summary>
public sealed class Cluster
{
    private const string Everything = "";

    private readonly SortedDictionary<string, Topology> _topologies = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _lostReplies = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _owned = new(StringComparer.Ordinal);

    /// <param name="controller">Makes the controllers; null: the real ones. Tests put in what lacks a check.</param>
    public Cluster(ulong seed, Knobs knobs, MakeController? controller = null)
    {
        controller ??= static (cluster, host, id, name) => new ControllerProcess(cluster, host, id, name);
        Knobs = knobs;
        Random = SeededRandom.Named(seed, "run");
        Clock = new(SeededRandom.Named(seed, "ties"));
        Timeline = new(Clock);
        Pauses = new(this);
        Topology = TopologyOf(TopologyHash);
        Network = new(Clock, Random, knobs.DelayMilliseconds, knobs.JitterMilliseconds)
        {
            Loss = knobs.Loss,
            Duplication = knobs.Duplication,
        };
        StoreHost = Network.Add("store", null);
        AnchorHost = Network.Add("anchor", null);
        var origins = Topology.Sites.Keys.ToDictionary(s => s, s => Network.Add($"origins/{s}", s));
        Agents =
        [
            .. Topology.VantagePoints.Values.Select(
                (v, i) => new AgentProcess(this, Network.Add($"agent/{v.Id}", v.Site), v.Id, i)
            ),
        ];
        Controllers =
        [
            .. Topology.Sites.Keys.Select(
                (s, i) =>
                    controller(this, Network.Add($"controller/c{i + 1}", s), new($"c{i + 1}"), $"controller/c{i + 1}")
            ),
        ];
        Twins = [.. Controllers.Take(knobs.Twins).Select((c, i) => TwinOf(c, i, controller))];
        Dns =
        [
            .. Topology.DnsServers.Values.Select(d => new DnsProcess(this, Network.Add($"dns/{d.Id}", d.Site), d.Id)),
        ];
        Servers = knobs.IsStretched ? new StretchedServers(this) : new OneServer(Network, StoreHost);
        World = new(this, origins, Agents.Count);
        Desk = new(this);
        Trouble.WatchLag = knobs.WatchLagMilliseconds;
        Store.Changed += Wake;
        Store.Committed += Note;
        Initialize();
        foreach (var process in Processes.Except(Twins))
        {
            Clock.After(Random.Between(0, 500), process.Start);
        }
    }

    public Knobs Knobs { get; }

    public Clockwork Clock { get; }

    public SeededRandom Random { get; }

    public Timeline Timeline { get; }

    public JournalBook Journal { get; } = new();

    public Topology Topology { get; }

    /// <summary>Of the topology that was applied last.</summary>
    public string TopologyHash { get; private set; } = SimulatedTopology.Hash;

    public Network Network { get; }

    public World World { get; }

    public SimulatedStore Store { get; } = new();

    public StoreTrouble Trouble { get; } = new();

    public IStoreServers Servers { get; }

    public Sightings Sightings { get; } = new();

    public Pauses Pauses { get; }

    public Host StoreHost { get; }

    public Host AnchorHost { get; }

    public OperatorDesk Desk { get; }

    public IReadOnlyList<AgentProcess> Agents { get; }

    public IReadOnlyList<ControllerProcess> Controllers { get; }

    /// <summary>Second processes under the names of the first controllers, in their order; dead until a fault starts them.</summary>
    public IReadOnlyList<ControllerProcess> Twins { get; } = [];

    public IReadOnlyList<DnsProcess> Dns { get; }

    /// <summary>What a test has put into the world beside the rest.</summary>
    public List<Process> Guests { get; } = [];

    public IEnumerable<Process> Processes => [.. Agents, .. Controllers, .. Dns, .. Twins, .. Guests];

    /// <summary>Told of every event that a process records.</summary>
    public event Action<Process, JournalEvent>? Recorded;

    /// <summary>Told of every commit that a controller is about to send.</summary>
    public event Action<ControllerProcess>? Committing;

    public ControllerProcess? Author =>
        Controllers
            .Concat(Twins)
            .FirstOrDefault(c => Store.Ledger is { } l && l.Value.Author == new Author(c.Id, c.Boot));

    public Topology TopologyOf(string hash) =>
        _topologies.TryGetValue(hash, out var known)
            ? known
            : _topologies[hash] = SimulatedTopology.Of(Knobs, SimulatedTopology.VersionOf(hash));

    /// <summary>The next version of the topology comes into force with an epoch of its own, and agents follow it one by one.</summary>
    public void ApplyTopology() =>
        FollowTopology(SimulatedTopology.HashOf(SimulatedTopology.VersionOf(TopologyHash) + 1));

    private void FollowTopology(string hash)
    {
        TopologyHash = hash;
        foreach (var agent in Agents)
        {
            Clock.After(Random.Between(0, 2_000), agent.ForThisLife(agent.FollowTopology));
        }
    }

    public void NoteCommit(ControllerProcess process) => Committing?.Invoke(process);

    public void NoteLostReply(string proposal)
    {
        Sightings.Add(Sighting.ReplyLost);
        _lostReplies.Add(proposal);
        CountOwned(proposal);
    }

    /// <summary>Whether the reply to the commit that was just applied is one of those to be lost.</summary>
    public bool LosesReply() => Trouble.RepliesToLose > 0 && Trouble.RepliesToLose-- > 0;

    public void Record(Process process, JournalEvent item)
    {
        Journal.Add(process.Name, Clock.Now, item);
        switch (item)
        {
            case LedgerEvent { Outcome: LedgerOutcome.Committed } own:
                _owned.Add(own.Entry.Proposal);
                CountOwned(own.Entry.Proposal);
                break;
            case VerdictEvent verdict:
                Timeline.Add(process.Name, $"{verdict.Site} is {verdict.Condition}");
                break;
            case RefusalEvent refusal:
                Timeline.Add(
                    process.Name,
                    $"does not propose {refusal.PlanId} ({refusal.Cause.Sentence}): {refusal.Why}"
                );
                break;
            case ModeEvent mode:
                Sightings.Add(Sighting.CoordinationLost, mode.Mode == CoordinationMode.CoordinationLost ? 1 : 0);
                Timeline.Add(process.Name, $"mode {mode.Mode} {mode.Why}");
                break;
            default:
                break;
        }

        Recorded?.Invoke(process, item);
    }

    /// <summary>Takes the power from a site (or, with -1, gives it back): no packet, and every process there dies.</summary>
    public void PowerOff(SiteId site)
    {
        Network.Darken(site, 1);
        foreach (var process in Processes.Where(p => p.Host.Site == site))
        {
            process.Kill();
        }
    }

    public void PowerOn(SiteId site)
    {
        Network.Darken(site, -1);
        foreach (var origin in World.Origins.Where(o => o.Endpoint.Site == site))
        {
            origin.Boot(Clock.Now);
        }

        foreach (var process in Processes.Where(p => p.Host.Site == site))
        {
            Clock.After(Random.Between(0, 2_000), process.Start);
        }
    }

    private void Initialize()
    {
        Store.Put(new Holds(Topology.Cluster, 1, []));
        Store.Put(
            new LedgerEntry(
                Topology.Cluster,
                LedgerEntry.CurrentSchema,
                1,
                new(new("init"), 1),
                "init",
                new("init", 1, 1),
                TopologyHash,
                new(CauseKind.Init, Everything, "the first epoch"),
                SortedMap<AgentId, Mark>.Empty,
                Topology.Policy.Mode,
                Latches.None,
                SteeringMap.AsDeclared
            )
        );
    }

    /// <summary>Stands at the next site: a machine that was copied.</summary>
    private ControllerProcess TwinOf(ControllerProcess first, int index, MakeController controller)
    {
        var name = $"{first.Name}~twin";
        var site = Topology.Sites.Keys[(index + 1) % Topology.Sites.Count];
        return controller(this, Network.Add(name, site), first.Id, name);
    }

    /// <summary>A watch may show the epoch before its author gives up waiting for the reply, or after.</summary>
    private void CountOwned(string proposal)
    {
        if (_owned.Contains(proposal) && _lostReplies.Remove(proposal))
        {
            Sightings.Add(Sighting.LostReplyOwned);
        }
    }

    private void Wake(Documents documents)
    {
        foreach (var process in Processes)
        {
            foreach (var watch in process.Watches)
            {
                if (watch.Documents == documents)
                {
                    watch.Wake();
                }
            }
        }
    }

    private void Note(LedgerEntry? before, LedgerEntry entry, Holds? holds)
    {
        if (entry.TopologyHash != TopologyHash)
        {
            Sightings.Add(Sighting.TopologyTakenUp);
            FollowTopology(entry.TopologyHash);
        }

        Sightings.Add(Sighting.DrainEnded, entry.Cause.Kind == CauseKind.DrainOver ? 1 : 0);
        Timeline.Add(
            "store",
            $"epoch {entry.Epoch} by {entry.Author.Controller}, {entry.Plan.Id} {entry.Plan.Step}/{entry.Plan.Steps}: "
                + $"{entry.Cause.Sentence} -> {Describe(entry)}"
        );
    }

    private string Describe(LedgerEntry entry)
    {
        var weights = string.Join(' ', entry.Steering.Overrides.Select(o => $"{o.Key}={o.Value}"));
        var out_ = string.Join(' ', entry.Latches.Withdrawals.Select(w => $"-{w.Endpoint}"));
        var drains = string.Join(' ', entry.Latches.Drains.Select(d => $"{d.Cause}:{d.Site}"));
        var frozen = entry.Latches.Freeze is null ? "" : "FROZEN";
        var text = string.Join(' ', new[] { frozen, drains, out_, weights }.Where(t => t.Length > 0));
        return text.Length == 0 ? "as declared" : text;
    }
}

/// <param name="name">The process's, and its journal's.</param>
public delegate ControllerProcess MakeController(Cluster cluster, Host host, ControllerId id, string name);
