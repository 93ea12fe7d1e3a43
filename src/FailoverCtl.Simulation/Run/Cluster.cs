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

    public Cluster(ulong seed, Knobs knobs)
    {
        Knobs = knobs;
        Random = SeededRandom.Named(seed, "run");
        Clock = new(SeededRandom.Named(seed, "ties"));
        Timeline = new(Clock);
        Topology = SimulatedTopology.Of(knobs);
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
                (s, i) => new ControllerProcess(this, Network.Add($"controller/c{i + 1}", s), new($"c{i + 1}"))
            ),
        ];
        Dns =
        [
            .. Topology.DnsServers.Values.Select(d => new DnsProcess(this, Network.Add($"dns/{d.Id}", d.Site), d.Id)),
        ];
        World = new(this, origins, Agents.Count);
        Desk = new(this);
        Trouble.WatchLag = knobs.WatchLagMilliseconds;
        Store.Changed += Wake;
        Store.Committed += Note;
        Initialize();
        foreach (var process in Processes)
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

    public string TopologyHash => SimulatedTopology.Hash;

    public Network Network { get; }

    public World World { get; }

    public SimulatedStore Store { get; } = new();

    public StoreTrouble Trouble { get; } = new();

    public Host StoreHost { get; }

    public Host AnchorHost { get; }

    public OperatorDesk Desk { get; }

    public IReadOnlyList<AgentProcess> Agents { get; }

    public IReadOnlyList<ControllerProcess> Controllers { get; }

    public IReadOnlyList<DnsProcess> Dns { get; }

    public IEnumerable<Process> Processes => [.. Agents, .. Controllers, .. Dns];

    /// <summary>Told of every event that a process records.</summary>
    public event Action<Process, JournalEvent>? Recorded;

    public ControllerProcess? Author =>
        Controllers.FirstOrDefault(c => Store.Ledger is { } l && l.Value.Author == new Author(c.Id, c.Boot));

    public void Record(Process process, JournalEvent item)
    {
        Journal.Add(process.Name, Clock.Now, item);
        switch (item)
        {
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

    private void Note(LedgerEntry? before, LedgerEntry entry, Holds? holds) =>
        Timeline.Add(
            "store",
            $"epoch {entry.Epoch} by {entry.Author.Controller}, {entry.Plan.Id} {entry.Plan.Step}/{entry.Plan.Steps}: "
                + $"{entry.Cause.Sentence} -> {Describe(entry)}"
        );

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
