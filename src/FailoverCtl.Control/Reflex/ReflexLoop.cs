using FailoverCtl.Decision.Reflex;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Control.Reflex;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>
/// Drives the reflex of one DNS role: asks store and agents at their cadence, no agent twice at a time, and answers what the
/// machine decides. One caller at a time; production and simulation drive the same code.
/// </summary>
public sealed class ReflexLoop(IReflexPort port, long startedAt)
{
    private readonly ReflexMachine _machine = new(startedAt);
    private readonly SortedSet<AgentId> _asking = [];
    private readonly SortedDictionary<AgentId, long> _askedAt = [];

    private EquatableArray<EndpointId> _shown = [];
    private Topology? _topology;
    private long _readAt = long.MinValue / 2;
    private int _reading;

    /// <summary>What is left out of the answers.</summary>
    public EquatableArray<EndpointId> Hidden => _shown;

    /// <summary>What must stay hidden when this entry comes to be answered.</summary>
    public EquatableArray<EndpointId> Under(LedgerEntry next) => _machine.Under(next);

    /// <summary>The entry is answered now, without what <see cref="Under"/> gave.</summary>
    public void Follow(LedgerEntry entry, Topology topology, long now)
    {
        _shown = _machine.Under(entry);
        _topology = topology;
        _machine.Follow(entry, topology, now);
        Run(now);
    }

    /// <summary>A consistent read was answered. What it shows of the ledger comes by the watch that also brings the topology.</summary>
    /// <param name="holds">Null: missing or damaged, and what was known of them stays.</param>
    public void StoreRead(long now, long askedAt, Holds? holds, ulong holdsIndex)
    {
        _reading--;
        _machine.StoreAnswered(askedAt);
        HoldsRead(now, holds, holdsIndex);
    }

    /// <summary>No answer, or one that shows nothing of ledger and holds.</summary>
    public void StoreFailed(long now)
    {
        _reading--;
        Run(now);
    }

    /// <summary>The store lives and does not accept the token.</summary>
    public void StoreRefused(long now, long askedAt)
    {
        _reading--;
        _machine.StoreRefused(askedAt);
        Run(now);
    }

    /// <summary>The holds as a watch on any server shows them: an operator's word counts also while there is no leader.</summary>
    public void HoldsRead(long now, Holds? holds, ulong holdsIndex)
    {
        if (holds is not null)
        {
            _machine.Take(holds, holdsIndex);
        }

        Run(now);
    }

    /// <summary>An agent answered, or did not; the next tick judges on it.</summary>
    /// <param name="report">Its newest report; null: no answer, or none that could be believed.</param>
    public void Asked(long now, AgentId agent, Report? report)
    {
        _asking.Remove(agent);
        if (report is not null && report.Agent == agent)
        {
            _machine.Take(report, now);
        }
    }

    public void Tick(long now)
    {
        if (_reading < ReflexCadence.ReadsMax && now - _readAt >= ReflexCadence.Read)
        {
            _readAt = now;
            _machine.StoreAsked(now);
            port.ReadStore(now, _reading++);
        }

        if (_topology is { Policy.Reflex: true } topology)
        {
            Ask(topology, now);
        }

        Run(now);
    }

    private void Ask(Topology topology, long now)
    {
        var every = _machine.IsInDoubt(now) ? ReflexCadence.AskHurried : ReflexCadence.Ask;
        foreach (var agent in topology.VantagePoints.Values)
        {
            if (now - _askedAt.GetValueOrDefault(agent.Id, long.MinValue / 2) >= every && _asking.Add(agent.Id))
            {
                _askedAt[agent.Id] = now;
                port.AskAgent(agent);
            }
        }
    }

    private void Run(long now)
    {
        if (_machine.TakeReady(now) is not { } ready)
        {
            return;
        }

        var refusal = ready.Hidden == _shown ? null : port.Hide(ready.Hidden);
        _shown = ready.Hidden;
        port.Record(ready.Events, now);
        foreach (var sentence in ready.Sentences)
        {
            port.Say(sentence);
        }

        if (refusal is not null)
        {
            // The zone builder checks apart from the bounds; where they differ, the stricter one wins.
            _machine.Refuse(refusal);
            Run(now);
        }
    }
}
