using FailoverCtl.Decision.Machine;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Outlook;

/// <summary>
/// Plays the loss of sites through the very machine that controllers run, in a time of its own: from the moment at which
/// everyone who is left sees it, until nothing moves any more. Whatever a mode lets wait for an approval is approved.
/// </summary>
public sealed class LossRehearsal
{
    /// <summary>More epochs than a freeze, a loss and all ramps together need; a bound, never reached.</summary>
    private const int RoundsMax = 600;

    /// <summary>The shortest time between two looks, ms.</summary>
    private const long RoundMilliseconds = 1_000;

    private readonly Topology _topology;
    private readonly EquatableArray<SiteId> _lost;
    private readonly LedgerEntry _before;
    private readonly ControlMachine _machine;
    private readonly List<Plan> _epochs = [];
    private readonly List<string> _approvals = [];
    private readonly SortedDictionary<string, RefusalEvent> _refused = new(StringComparer.Ordinal);
    private LedgerEntry _entry;
    private ulong _index = 1;
    private long _now;
    private long _movedAt;

    private LossRehearsal(Topology topology, LedgerEntry ledger, Holds holds, EquatableArray<SiteId> lost)
    {
        (_topology, _lost) = (topology, lost);
        var self = new Self(new("rehearsal"), 1, null);
        _machine = new(self);
        // Its own author, so that nobody looks stalled; on no evidence, for the agents of this world report anew.
        _before = ledger with
        {
            Author = self.AsAuthor,
            Evidence = SortedMap<AgentId, Mark>.Empty,
            // What the loss does is asked, not what would end by itself meanwhile.
            Latches = ledger.Latches with
            {
                Drains = ledger.Latches.Drains.Select(d => d with { RemainingMilliseconds = null }).ToEquatableArray(),
            },
        };
        _entry = _before;
        _machine.Step(new TopologyRead(0, ledger.TopologyHash, topology));
        foreach (var server in topology.DnsServers.Keys)
        {
            _machine.Step(new TargetRead(-1, server, null));
        }

        _machine.Step(new LedgerRead(0, _entry, ++_index));
        _machine.Step(new HoldsRead(0, holds, ++_index));
    }

    /// <param name="ledger">What is in force, its latches counted down to now.</param>
    /// <param name="lost">Declared sites that are lost at the same moment.</param>
    public static LossOutlook Run(Topology topology, LedgerEntry ledger, Holds holds, EquatableArray<SiteId> lost) =>
        new LossRehearsal(topology, ledger, holds, lost).Play();

    private LossOutlook Play()
    {
        var policy = _topology.Policy;
        var step = Math.Max(RoundMilliseconds, policy.ObservationMilliseconds);
        // A site is drained after this long at the latest, and a ramp goes on after an observation.
        var quiet = policy.DrainAfterMilliseconds + (2 * step);
        for (var round = 0; round < RoundsMax && _now - _movedAt <= quiet; round++)
        {
            Observe();
            if (Take() is { } proposed)
            {
                Commit(proposed);
            }
            else
            {
                Approve();
            }

            _now += step;
        }

        return new(
            _topology,
            _lost,
            _before,
            _entry,
            _epochs.ToEquatableArray(),
            _refused.Values.Where(IsLasting).ToEquatableArray(),
            _approvals.Where(id => _epochs.Exists(p => p.Id == id)).ToEquatableArray(),
            _machine.Waiting,
            _machine.Conditions
        );
    }

    /// <summary>Whoever is left reports, and the servers that are left answer the epoch in force.</summary>
    private void Observe()
    {
        var trouble = _topology
            .Endpoints.Where(e => _lost.Contains(e.Site))
            .Order()
            .Select(e => new Observation(
                e,
                ObservedState.Down,
                FailureKind.Refused,
                _topology.Policy.HardConfirmations,
                0,
                _topology.Policy.ConfirmationPeriodMilliseconds + _now
            ))
            .ToEquatableArray();
        foreach (
            var agent in _topology.VantagePoints.Values.Where(v => v.Site is not { } site || !_lost.Contains(site))
        )
        {
            // The first report of an agent says nothing: only one that moved under these eyes counts.
            for (var time = _now == 0 ? 0 : 1; time < 2; time++)
            {
                _machine.Step(new ReportRead(_now, ReportOf(agent.Id, trouble), _index));
            }
        }

        foreach (var server in _topology.DnsServers.Values)
        {
            var isLost = server.Site is { } site && _lost.Contains(site);
            _machine.Step(new TargetRead(_now, server.Id, isLost ? null : _entry.Epoch));
        }

        _machine.Step(new StoreAnswered(_now, _now));
        _machine.Step(new Tick(_now));
    }

    private Report ReportOf(AgentId agent, EquatableArray<Observation> trouble) =>
        new(agent, 1, (long)++_index, _entry.TopologyHash, Blind: false, HealthyCount: 0, trouble, []);

    /// <summary>A plan that only waited for its approval came in this form or another; one that a guard refused did not.</summary>
    private bool IsLasting(RefusalEvent refusal) =>
        !_epochs.Exists(p => p.Id == refusal.PlanId)
        && (!refusal.Findings.IsEmpty || !_epochs.Exists(p => p.Cause.Kind == refusal.Cause.Kind));

    private Propose? Take()
    {
        Propose? proposed = null;
        while (_machine.TakeReady(_now) is { } ready)
        {
            _machine.Advance(ready);
            proposed = ready.Effects.OfType<Propose>().LastOrDefault() ?? proposed;
            foreach (var refusal in ready.Events.OfType<RefusalEvent>())
            {
                _refused.TryAdd(refusal.Cause.Kind + refusal.Cause.Subject + refusal.Why, refusal);
            }
        }

        return proposed;
    }

    private void Commit(Propose proposed)
    {
        _epochs.Add(proposed.Plan);
        _entry = proposed.Draft with { Proposal = proposed.Plan.Id + _entry.Epoch };
        _machine.Step(new LedgerRead(_now, _entry, ++_index));
        _machine.Step(new ProposalSettled(_now, proposed.Plan.Id, Won: true));
        _movedAt = _now;
    }

    private void Approve()
    {
        if (
            _machine.Waiting is not { PlanId: { Length: > 0 } plan, Findings.IsEmpty: true }
            || _approvals.Contains(plan)
        )
        {
            return;
        }

        _approvals.Add(plan);
        var intent = new Intent(
            $"approve-{plan}",
            IntentKind.Approve,
            plan,
            "rehearsal",
            "",
            [],
            DateTimeOffset.UnixEpoch,
            IntentOutcome.Pending
        );
        _machine.Step(new IntentRead(_now, intent, ++_index));
    }
}
