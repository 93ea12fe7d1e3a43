using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Simulation.Places;
using FailoverCtl.Simulation.Run;
using FailoverCtl.Simulation.Store;

namespace FailoverCtl.Simulation.Processes;

/// <summary>A DNS role as the ledger sees one: follows it, refuses what is lower, remembers over restarts, answers.</summary>
public sealed class DnsProcess(Cluster cluster, Host host, DnsServerId id) : Process(cluster, host, $"dns/{id}")
{
    private const long AnswerInterval = 5_000;

    private LedgerEntry? _state;

    public DnsServerId Id => id;

    /// <summary>What it answers; on its disk, so it outlives the process.</summary>
    public LedgerEntry? State => _state;

    public long Epoch => _state?.Epoch ?? 0;

    /// <summary>Whether a resolver that asks for the service may get this address.</summary>
    public bool Answers(EndpointId endpoint) =>
        Alive && _state is { } state && state.Steering.Weight(Cluster.Topology, endpoint) > 0;

    protected override void Begin()
    {
        Cluster.Record(this, new StartEvent(Cluster.Topology.Cluster, Name, Boot));
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
            Answer();
        }
    }

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
            var live = set.Where(e => state.Steering.Weight(topology, e) > 0).ToArray();
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
