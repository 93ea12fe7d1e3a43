using FailoverCtl.Control.Reflex;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Simulation.Places;
using FailoverCtl.Simulation.Run;
using FailoverCtl.Simulation.Store;

namespace FailoverCtl.Simulation.Processes;

/// <summary>
/// A DNS role as the ledger sees one: follows it, refuses what is lower, remembers over restarts, answers; with the real
/// reflex loop behind simulated ports.
/// </summary>
public sealed class DnsProcess(Cluster cluster, Host host, DnsServerId id)
    : Process(cluster, host, $"dns/{id}"),
        IReflexPort
{
    private const long AnswerInterval = 5_000;

    private LedgerEntry? _state;
    private StoreLine? _line;
    private ReflexLoop? _reflex;

    public DnsServerId Id => id;

    /// <summary>What it answers; on its disk, so it outlives the process.</summary>
    public LedgerEntry? State => _state;

    public long Epoch => _state?.Epoch ?? 0;

    /// <summary>Whether a resolver that asks for the service may get this address.</summary>
    public bool Answers(EndpointId endpoint) => Alive && _state is { } state && IsShown(endpoint, state);

    /// <summary>What its reflex leaves out of the answers.</summary>
    public EquatableArray<EndpointId> Hidden => Alive && _reflex is { } reflex ? reflex.Hidden : [];

    public void ReadStore(long askedAt, int waiting)
    {
        var reflex = _reflex!;
        _line!.Read(
            () => Cluster.Store.Holds,
            holds => reflex.StoreRead(Now, askedAt, holds?.Value, holds?.ModifyIndex ?? 0),
            () => reflex.StoreFailed(Now),
            ReflexCadence.ReadLimit
        );
    }

    public void AskAgent(VantagePoint agent)
    {
        var (reflex, target, done) = (_reflex!, Cluster.Agents.First(a => a.Id == agent.Id), false);
        Cluster.Network.Send(
            Host,
            target.Host,
            () =>
            {
                if (target is { Alive: true, Paused: false })
                {
                    var report = target.Show();
                    Cluster.Network.Send(target.Host, Host, ForThisLife(() => Settle(report)));
                }
            }
        );
        After(ReflexCadence.AskLimit, () => Settle(null));

        void Settle(Report? report)
        {
            if (!done)
            {
                done = true;
                reflex.Asked(Now, agent.Id, report);
            }
        }
    }

    /// <summary>Refused like the real zone builder does: no name without an address (I-01).</summary>
    public string? Hide(EquatableArray<EndpointId> hidden) =>
        Cluster
            .Topology.Endpoints.GroupBy(e => (e.Service, e.Family))
            .FirstOrDefault(set =>
                set.All(e => hidden.Contains(e) || _state!.Steering.Weight(Cluster.Topology, e) == 0)
            )
            is { } empty
            ? $"{empty.Key.Service} would have no {empty.Key.Family} address left"
            : null;

    public void Record(EquatableArray<JournalEvent> events, long at)
    {
        foreach (var item in events)
        {
            Cluster.Record(this, item);
        }

        if (events.Any(e => e is ReflexEvent))
        {
            Answer();
        }
    }

    public void Say(string sentence) => Cluster.Timeline.Add(Name, sentence);

    protected override void Begin()
    {
        Cluster.Record(this, new StartEvent(Cluster.Topology.Cluster, Name, Boot));
        _line = new(Cluster, this);
        _reflex = new(this, Now);
        if (_state is { } known)
        {
            _reflex.Follow(known, Cluster.Topology, Now);
        }

        Watches.Add(
            new(
                Cluster,
                this,
                Documents.Ledger,
                _ =>
                {
                    var entry = Cluster.Store.Ledger?.Value;
                    return () => Take(entry);
                }
            )
        );
        After(Cluster.Random.Between(0, AnswerInterval), AnswerNowAndThen);
        After(Cluster.Random.Between(0, ReflexCadence.Tick), Tick);
    }

    private void Tick()
    {
        _reflex!.Tick(Now);
        After(ReflexCadence.Tick, Tick);
    }

    private void Take(LedgerEntry? entry)
    {
        if (entry is null || entry == _state || entry.Cluster != Cluster.Topology.Cluster)
        {
            return;
        }

        var refused = entry.Epoch <= Epoch;
        if (!refused)
        {
            _state = entry;
        }

        var weights = Cluster
            .Topology.Endpoints.Select(e => KeyValuePair.Create(e, entry.Steering.Weight(Cluster.Topology, e)))
            .Where(w => w.Value > 0);
        Cluster.Record(
            this,
            new WriteEvent(
                Name,
                entry.Epoch,
                entry.Author,
                SortedMap<EndpointId, int>.From(weights),
                -1,
                refused ? WriteResult.Refused : WriteResult.Applied
            )
        );
        if (!refused)
        {
            _reflex!.Follow(entry, Cluster.Topology, Now);
            Answer();
        }
    }

    private bool IsShown(EndpointId endpoint, LedgerEntry state) =>
        state.Steering.Weight(Cluster.Topology, endpoint) > 0 && !Hidden.Contains(endpoint);

    private void AnswerNowAndThen()
    {
        Answer();
        After(AnswerInterval, AnswerNowAndThen);
    }

    private void Answer()
    {
        if (_state is not { } state)
        {
            return;
        }

        var topology = Cluster.Topology;
        foreach (var set in topology.Endpoints.GroupBy(e => (e.Service, e.Family)))
        {
            var service = topology.Services[set.Key.Service];
            var live = set.Where(e => IsShown(e, state)).ToArray();
            var addresses = (service.Answer == AnswerPolicy.All ? live : Drawn(live, state)).Select(e =>
                service.Placements[e.Site].Address(e.Family)!
            );
            Cluster.Record(this, new AnswerEvent(service.Name, set.Key.Family, id.Value, addresses.ToEquatableArray()));
        }
    }

    private EndpointId[] Drawn(EndpointId[] live, LedgerEntry state)
    {
        var left = Cluster.Random.Between(1, live.Sum(e => (long)state.Steering.Weight(Cluster.Topology, e)));
        foreach (var endpoint in live)
        {
            left -= state.Steering.Weight(Cluster.Topology, endpoint);
            if (left <= 0)
            {
                return [endpoint];
            }
        }

        return [];
    }
}
