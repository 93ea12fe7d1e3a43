using FailoverCtl.Decision.Diagnosis;
using FailoverCtl.Decision.Evidence;
using FailoverCtl.Decision.Guards;
using FailoverCtl.Decision.Guards.Topologies;
using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Machine;

/// <summary>
/// The decider: feed an input (<see cref="Step"/>), take what is ready (<see cref="TakeReady"/>), confirm that its events
/// are recorded (<see cref="Advance"/>); only then may its effects run. Every controller runs one, author or not, so that
/// take-over has no warm-up; two of them with the same inputs reach the same plan. What must survive lies in the ledger
/// and the reports: the memory here is only about waiting, and losing it can only make a controller wait longer.
/// </summary>
public sealed class ControlMachine(Self self)
{
    /// <summary>Each rank waits this much longer than the one before it, ms.</summary>
    public const long RankDelayMilliseconds = 300;

    /// <summary>No consistent read for this long means that nothing may be written (I-12, I-13), ms.</summary>
    public const long FreshMilliseconds = 1_000;

    /// <summary>While nothing is amiss, time alone is looked at this often, ms: an idle controller costs nothing.</summary>
    private const long QuietMilliseconds = 250;

    /// <summary>While something is amiss but no plan waits for its turn, ms.</summary>
    private const long IdleMilliseconds = 100;

    private readonly Board _board = new();
    private readonly Peers _peers = new(self);
    private readonly Targets _targets = new();
    private readonly Rewind _rewind = new();
    private readonly SortedDictionary<string, IntentChange> _intents = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _intentsSeenAt = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, CandidateRead> _candidates = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _damage = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _refused = new(StringComparer.Ordinal);
    private readonly List<JournalEvent> _events = [];
    private readonly List<Effect> _effects = [];

    private Diagnose? _diagnose;
    private Topology? _topology;
    private string _topologyHash = "";
    private InForce? _ledger;
    private Holds? _holds;
    private ulong _holdsIndex;
    private long _holdsSeenAt = long.MaxValue;
    private Situation _situation = Situation.Empty;
    private SortedMap<SiteId, SiteCondition> _conditions = SortedMap<SiteId, SiteCondition>.Empty;
    private WaitingPlan? _waiting;
    private CoordinationMode _mode = CoordinationMode.CoordinationLost;
    private string? _outstanding;
    private long _freshAt = long.MinValue / 2;
    private long _wantedSince = -1;
    private long _calmSince = -1;
    private long _notBefore = long.MinValue / 2;
    private long _evaluatedAt = long.MinValue / 2;
    private bool _quiet;
    private bool _dirty;
    private Ready? _ready;

    public InForce? Ledger => _ledger;

    public Situation Situation => _situation;

    public SortedMap<SiteId, SiteCondition> Conditions => _conditions;

    public WaitingPlan? Waiting => _waiting;

    /// <summary>Why it only observes at present, in a sentence; null while it may propose.</summary>
    public string? WhyObserving { get; private set; } = "waiting for topology, ledger and holds";

    public CoordinationMode Mode => _mode;

    public EquatableArray<TargetStatus> TargetStatuses => _targets.All;

    public bool IsAuthor => _ledger?.Entry.Author == self.AsAuthor;

    /// <summary>Why nothing is written until a person has acted (I-15); null: nothing of that kind.</summary>
    public string? Stopped =>
        _rewind.Why ?? (_damage.Count > 0 ? $"{_damage.Keys.First()} is damaged: {_damage.Values.First()}" : null);

    /// <summary>How long the epoch in force has been so, by the longest count that anyone published, ms.</summary>
    public long ElapsedMilliseconds(long now) =>
        _ledger is { } ledger ? Math.Max(now - ledger.SeenAt, _peers.ElapsedOf(ledger.Entry.Epoch, now)) : 0;

    public void Step(Input input)
    {
        switch (input)
        {
            case TopologyRead read:
                _dirty |= Take(read);
                return;
            case LedgerRead read:
                _dirty |= Take(read);
                return;
            case HoldsRead read:
                _dirty |= Take(read);
                return;
            case ReportRead read:
                if (_board.Take(read.Report, read.At, read.ModifyIndex))
                {
                    _events.Add(new ReportEvent(read.Report) { Moved = _board.Of(read.Report.Agent)!.Moved });
                    _dirty |= !_quiet || read.Report.Blind || !read.Report.Unhealthy.IsEmpty;
                }

                return;
            case ReportsInterrupted:
                _board.Interrupt();
                return;
            case HeartbeatRead read:
                _peers.Take(read.Status, read.At);
                return;
            case IntentRead read:
                _intents[read.Intent.Id] = new(read.Intent, read.ModifyIndex);
                _intentsSeenAt[read.Intent.Id] = read.At;
                ForgetCandidates();
                break;
            case CandidateRead read:
                var meaning = read.Topology is { } candidate ? TopologyMeaning.Problem(candidate) : null;
                _candidates[read.Hash] = meaning is null ? read : read with { Topology = null, Problem = meaning };
                ForgetCandidates();
                break;
            case StoreAnswered answered:
                _freshAt = Math.Max(_freshAt, answered.AskedAt);
                _dirty |= !_quiet;
                return;
            case DocumentDamaged damaged:
                if (_damage.TryAdd(damaged.Key, damaged.What))
                {
                    _effects.Add(
                        new Alarm($"{damaged.Key} cannot be read: {damaged.What}; nothing is written until it can")
                    );
                }

                break;
            case ProposalSettled settled:
                _outstanding = null;
                _wantedSince = -1;
                _notBefore = settled.Won ? _notBefore : settled.At + RankDelayMilliseconds;
                break;
            case TargetRead read:
                if (_targets.Take(read.Server, read.Epoch, read.At))
                {
                    _events.Add(new ReadBackEvent(read.Server.Value, read.Epoch ?? 0));
                    _dirty = true;
                }

                return;
            case Tick tick:
                _dirty |=
                    tick.At - _evaluatedAt
                    >= (
                        _quiet ? QuietMilliseconds
                        : _wantedSince < 0 ? IdleMilliseconds
                        : 0
                    );
                return;
            default:
                throw new ArgumentException(
                    $"an input of a kind that the machine does not know: {input.GetType().Name}",
                    nameof(input)
                );
        }

        _dirty = true;
    }

    /// <summary>Judges and plans on all inputs so far.</summary>
    /// <returns>Null when nothing is to be recorded or done, or while the last one is outstanding.</returns>
    public Ready? TakeReady(long now)
    {
        if (_ready is not null)
        {
            return null;
        }

        if (_dirty)
        {
            (_dirty, _quiet, _evaluatedAt) = (false, false, now);
            Evaluate(now);
        }

        if (_events.Count == 0 && _effects.Count == 0)
        {
            return null;
        }

        _ready = new(_events.ToEquatableArray(), _effects.ToEquatableArray());
        _events.Clear();
        _effects.Clear();
        return _ready;
    }

    /// <summary>The events of this one are durable: its effects may run, the next may be taken.</summary>
    public void Advance(Ready ready)
    {
        if (!ReferenceEquals(_ready, ready))
        {
            throw new InvalidOperationException("advanced with something that was not outstanding");
        }

        _ready = null;
    }

    private bool Take(TopologyRead read)
    {
        if (read.Hash == _topologyHash)
        {
            return false;
        }

        (_topology, _topologyHash) = (read.Topology, read.Hash);
        _diagnose = new(read.Topology, read.Hash);
        _damage.Remove("topology");
        _targets.Keep(read.Topology.DnsServers.Keys);
        _events.Add(new TopologyEvent(read.Hash, read.Topology));
        return true;
    }

    private bool Take(LedgerRead read)
    {
        if (read.Entry is not { } entry)
        {
            if (read.AskedAt > (_ledger?.SeenAt ?? _holdsSeenAt))
            {
                Latch("the ledger key is gone: someone deleted it, or the store was rebuilt");
            }

            return true;
        }

        var mended = _damage.Remove("ledger");
        if (_rewind.IsEndedBy(entry, read, _ledger?.Entry, _ledger?.Entry.Cluster ?? _holds?.Cluster))
        {
            Recover(entry, read);
        }

        if (_ledger is { } known)
        {
            if (read.AskedAt is { } askedAt && _targets.Ahead(entry.Epoch, askedAt) is { } ahead)
            {
                mended |= Latch(
                    $"the ledger went back: it is at epoch {entry.Epoch}, DNS server {ahead.Server} answers epoch {ahead.SeenEpoch}",
                    ahead.SeenEpoch
                );
            }

            if (entry == known.Entry && read.ModifyIndex == known.ModifyIndex)
            {
                return mended;
            }

            if (Rewind.Of(entry, read, known) is { } why)
            {
                Latch(why);
                return true;
            }

            // Whatever does not follow and proves nothing is late, or the next consistent read will judge it: never adopt it.
            if (
                entry.Cluster != known.Entry.Cluster
                || entry.Epoch <= known.Entry.Epoch
                || read.ModifyIndex <= known.ModifyIndex
            )
            {
                return mended;
            }
        }

        _ledger = new(entry, read.ModifyIndex, read.At);
        _wantedSince = -1;
        _refused.Clear();
        _events.Add(
            new LedgerEvent(
                entry.Author == self.AsAuthor ? LedgerOutcome.Committed : LedgerOutcome.Observed,
                read.ModifyIndex,
                entry
            )
        );
        if (IsAuthor && entry.Cause.Kind is (CauseKind.SiteLost or CauseKind.EndpointsLost))
        {
            _effects.Add(new Alarm($"epoch {entry.Epoch}: {entry.Cause.Sentence}"));
        }

        return true;
    }

    /// <param name="answered">The epoch by which a DNS server has proven it; 0: none has.</param>
    /// <returns>Whether it was not latched before.</returns>
    private bool Latch(string why, long answered = 0)
    {
        var first = _rewind.Latch(why, Math.Max(_ledger?.Entry.Epoch ?? 0, answered));
        if (first)
        {
            // What was asked in a store that is gone must not be taken up in the next: who recovers it answers what is open.
            _intents.Clear();
            _intentsSeenAt.Clear();
        }

        return first;
    }

    /// <summary>
    /// Forgets what the old store's indexes said: those of a rebuilt one start low, and everything in it would look late for
    /// ever. Reports count again once they have moved, as after a start.
    /// </summary>
    private void Recover(LedgerEntry entry, LedgerRead read)
    {
        if (_rewind.Why is null)
        {
            // What had been read when the last consistent read, of the old store, was asked for is gone with that store. What
            // came since may have been asked in the new one, and a watch hands it over only once. What was open there at the
            // recovery has been refused in its transaction: that comes as a change of its own.
            foreach (var (id, _) in _intentsSeenAt.Where(s => s.Value <= _freshAt).ToArray())
            {
                _intents.Remove(id);
                _intentsSeenAt.Remove(id);
            }
        }

        _rewind.End(read);
        _board.Forget();
        _ledger = null;
        (_holds, _holdsIndex, _holdsSeenAt) = (null, 0, long.MaxValue);
        (_waiting, _calmSince) = (null, -1);
        _effects.Add(new Alarm($"the ledger was recovered at epoch {entry.LastRecovery}: this controller goes on"));
    }

    private bool Take(HoldsRead read)
    {
        if (read.Holds is null)
        {
            // Both are made in one transaction: a read asked for after the ledger was seen would show them.
            if (read.AskedAt > (_holds is null ? _ledger?.SeenAt : _holdsSeenAt))
            {
                Latch("the holds key is gone: a missing one is damage, not no holds");
            }

            return true;
        }

        var mended = _damage.Remove("holds");
        if (_rewind.MayBeLate(read.AskedAt, read.At))
        {
            return mended;
        }

        if (read.ModifyIndex < _holdsIndex && read.AskedAt > _holdsSeenAt)
        {
            Latch("the holds went back to an older state");
            return true;
        }

        if (read.ModifyIndex <= _holdsIndex)
        {
            return mended;
        }

        var changed = _holds is null || _holds != read.Holds;
        (_holds, _holdsIndex, _holdsSeenAt) = (read.Holds, read.ModifyIndex, read.At);
        if (changed)
        {
            _refused.Clear();
            _events.Add(new HoldsEvent(read.Holds));
        }

        return true;
    }

    private void Evaluate(long now)
    {
        if (_topology is null || _diagnose is null || _ledger is null || _holds is null)
        {
            SetMode(
                _rewind.Why is null ? CoordinationMode.CoordinationLost : CoordinationMode.Rewound,
                _rewind.Why ?? "waiting for topology, ledger and holds"
            );
            return;
        }

        var latches = LatchClock.After(_ledger.Entry.Latches, ElapsedMilliseconds(now));
        _situation = _diagnose.Judge(_board, latches, now);
        // Silence is not health: what was acknowledged must be well by vote before it counts anew (I-05).
        latches = latches with
        {
            Acknowledged = latches.Acknowledged.Where(l => !_diagnose.IsWell(l, _board, now)).ToEquatableArray(),
        };
        RecordConditions();
        KeepCalm(latches, now);
        SetMode(now, latches);
        AnswerIntents(latches, now);
        WhyObserving = WhyNotPropose(now);
        if (WhyObserving is { } why)
        {
            _waiting = _waiting is { } waiting ? waiting with { Why = why } : null;
            return;
        }

        Plan(latches, now);
    }

    private void Plan(Latches latches, long now)
    {
        var pending = _intents.Values.Where(i => i.Intent.Outcome.State == IntentState.Pending).Select(i => i.Intent);
        var input = new PlanningInput(
            _topology!,
            _ledger!.Entry,
            latches,
            _situation,
            _board,
            _holds!,
            pending.ToEquatableArray(),
            GateOpen(latches, now),
            _calmSince >= 0 && now - _calmSince >= _topology!.Policy.FreezeClearMilliseconds,
            _peers.IsStalled(_ledger.Entry.Author, _ledger.SeenAt, _ledger.ModifyIndex, now)
        )
        {
            Up = latches
                .Drains.Where(d => d.RemainingMilliseconds is 0 && _diagnose!.IsUp(d.Site, _board, now))
                .Select(d => d.Site)
                .ToEquatableArray(),
            Candidates = new SortedDictionary<string, Topology>(
                _candidates.Values.Where(c => c.Topology is not null).ToDictionary(c => c.Hash, c => c.Topology!),
                StringComparer.Ordinal
            ),
        };
        var planner = new Planner(input);
        _waiting = null;
        var (planned, refused) = FirstAllowed(planner, latches);
        if (planned is not { Plan: var plan })
        {
            _wantedSince = -1;
            _waiting ??= refused || planner.Reasons.IsEmpty ? null : new("", "nothing to commit", planner.Reasons, []);
            return;
        }

        _wantedSince = _wantedSince < 0 ? now : _wantedSince;
        var rank = _peers.RankOf(_ledger.Entry.Author, _ledger.Entry.Epoch, IsSuspected, now);
        var turn = _wantedSince + (rank * RankDelayMilliseconds);
        if (now < turn)
        {
            _waiting = new(plan.Id, $"rank {rank}: proposes in {turn - now} ms", plan.Reasons, []);
            return;
        }

        _waiting = null;
        _outstanding = plan.Id;
        _events.Add(new PlanEvent(plan));
        _effects.Add(new Propose(plan, Draft(plan, planned.Change), _ledger.ModifyIndex, _holdsIndex, Accepted(plan)));
    }

    /// <summary>Nobody is in trouble, nothing is to return, nothing is asked for: only an input can start a plan.</summary>
    private bool IsAtRest(Latches latches) =>
        _situation.Endpoints.Count == 0
        && latches.Withdrawals.IsEmpty
        && !_intents.Values.Any(i => i.Intent.Outcome.State is IntentState.Pending or IntentState.Accepted);

    /// <summary>The first candidate that neither a guard nor the mode holds back; what is held back is said once.</summary>
    private (Planned? Plan, bool Refused) FirstAllowed(Planner planner, Latches latches)
    {
        var refused = false;
        foreach (var planned in planner.Candidates())
        {
            var (plan, mode) = planned;
            var intent = plan.Intents.IsEmpty ? null : _intents[plan.Intents[0]].Intent;
            var findings =
                planned.Change is { } change && intent is not null
                    ? TopologyGuards.Check(new(change, _ledger!.Entry, _holds!, intent), plan)
                    : AllGuards.Check(new(_topology!, _ledger!.Entry, latches, plan, _holds!, intent));
            if (!findings.IsEmpty)
            {
                Refuse(plan, findings, $"refused by {findings[0].Rule}: {findings[0].What}");
            }
            else if (mode != Domain.Topology.Mode.Act && !IsApproved(plan, mode))
            {
                var word = mode == Domain.Topology.Mode.Observe ? "observed only" : "waits for approval";
                Refuse(plan, [], $"mode {mode.ToString().ToLowerInvariant()}: {word}");
            }
            else
            {
                return (planned, refused);
            }

            refused = true;
        }

        return (null, refused);
    }

    private LedgerEntry Draft(Plan plan, TopologyChange? change) =>
        new(
            _ledger!.Entry.Cluster,
            LedgerEntry.CurrentSchema,
            _ledger.Entry.Epoch + 1,
            self.AsAuthor,
            "",
            new(plan.Id, plan.Step, plan.Cause.Kind == CauseKind.Adoption ? _ledger.Entry.Plan.Steps : plan.LastStep),
            change?.Hash ?? _topologyHash,
            plan.Cause,
            plan.Evidence,
            (change?.After ?? _topology!).Policy.Mode,
            plan.Next.Latches,
            plan.Next.Steering
        )
        {
            LastRecovery = _ledger.Entry.LastRecovery,
        };

    private EquatableArray<IntentChange> Accepted(Plan plan) =>
        plan
            .Intents.Select(id =>
            {
                var change = _intents[id];
                return change with
                {
                    Intent = change.Intent with { Outcome = new(IntentState.Accepted, _ledger!.Entry.Epoch + 1, []) },
                };
            })
            .ToEquatableArray();

    /// <summary>Says once why a plan is not proposed; an intent's refusal is also its answer.</summary>
    private void Refuse(Plan plan, EquatableArray<Finding> findings, string why)
    {
        _waiting ??= new(plan.Id, why, plan.Reasons, findings);
        if (!_refused.Add(plan.Id + why))
        {
            return;
        }

        _events.Add(new RefusalEvent(plan.Id, plan.Cause, findings, why));
        if (plan.Automatic && !findings.IsEmpty)
        {
            _effects.Add(new Alarm($"{plan.Cause.Sentence}, and what follows from it is {why}"));
        }

        foreach (var id in plan.Intents)
        {
            Answer(_intents[id], new(IntentState.Refused, 0, findings));
        }
    }

    private bool IsApproved(Plan plan, Mode mode) =>
        mode == Domain.Topology.Mode.Propose
        && _intents.Values.Any(i =>
            i.Intent.Kind == IntentKind.Approve
            && i.Intent.Scope == plan.Id
            && i.Intent.Outcome.State == IntentState.Pending
        );

    /// <summary>Rule 3 of the ledger, and the fences around it: when any of these holds, this controller only observes.</summary>
    private string? WhyNotPropose(long now) =>
        Stopped is { } stopped ? stopped
        : _outstanding is not null ? $"plan {_outstanding} is being committed"
        : now < _notBefore ? "the last proposal lost; looking again first"
        : now - _freshAt > FreshMilliseconds ? "no consistent read of the store within the last second"
        : !_targets.WereAskedBefore(_freshAt, _topology!.DnsServers.Keys)
            ? "the DNS servers have not been asked yet which epoch they answer"
        : _targets.Doubtful(_ledger!.Entry.Epoch) is { } ahead
            ? $"DNS server {ahead.Server} answers epoch {ahead.SeenEpoch}, newer than the ledger's: asking it again"
        : _ledger!.Entry.Schema != LedgerEntry.CurrentSchema ? $"the ledger has schema {_ledger.Entry.Schema}"
        : _ledger.Entry.TopologyHash != _topologyHash ? "the ledger cites another topology than the one read"
        : _peers.HasDouble(now) ? $"another process calls itself {self.Id}"
        : OlderThanLedger(now) is { } agent
            ? $"the report of {agent} that epoch {_ledger.Entry.Epoch} cites has not arrived here"
        : null;

    private AgentId? OlderThanLedger(long now)
    {
        foreach (var (agent, mark) in _ledger!.Entry.Evidence)
        {
            if (!_topology!.VantagePoints.ContainsKey(agent))
            {
                continue;
            }

            var known = _board.Of(agent);
            var newer =
                known is not null
                && (
                    known.Report.Boot == mark.Boot
                        ? known.Report.Sequence >= mark.Sequence
                        // Boots have no order: a write after the commit is newer, and what has stood still for a whole
                        // window is the last word of an agent that died, which no board will ever improve on.
                        : known.ModifyIndex > _ledger.ModifyIndex || _board.IsSilent(agent, _topology.Policy, now)
                );
            if (!newer)
            {
                return agent;
            }
        }

        return null;
    }

    private bool GateOpen(Latches latches, long now) =>
        ElapsedMilliseconds(now) >= _topology!.Policy.ObservationMilliseconds
        && _targets.AreLevel(_ledger!.Entry.Epoch, server => InScope(server, latches));

    private bool InScope(DnsServerId server, Latches latches) =>
        _topology!.DnsServers.Find(server)?.Site is { } site
        && (latches.DrainOf(site) is { Cause: DrainCause.Lost } || IsBad(_topology.Sites[site].Location));

    private bool IsBad(LocationId location) => _situation.Locations.Find(location) is { Bad: true };

    private bool IsSuspected(SiteId? site) =>
        site is { } s
        && _topology!.Sites.Find(s) is { } declared
        && _situation.Locations.Find(declared.Location) is { } location
        && (location.Bad || location.Suspected);

    /// <summary>Accepted intents are done when nothing is left to move and the servers have read back.</summary>
    private void AnswerIntents(Latches latches, long now)
    {
        // By another topology than the ledger's, a declared site may seem unknown: an answer lasts.
        if (!IsAuthor || now - _freshAt > FreshMilliseconds || _ledger!.Entry.TopologyHash != _topologyHash)
        {
            return;
        }

        foreach (var change in _intents.Values.ToArray())
        {
            if (change.Intent.Outcome.State == IntentState.Accepted && IsSettled(change.Intent, latches))
            {
                Answer(change, change.Intent.Outcome with { State = IntentState.Done });
            }
            else if (
                change.Intent.Outcome.State == IntentState.Pending
                && NothingToDo(change.Intent, latches) is { } outcome
            )
            {
                Answer(change, outcome);
            }
        }
    }

    private bool IsSettled(Intent intent, Latches latches) =>
        _ledger!.Entry.Epoch >= intent.Outcome.Epoch
        && _targets.AreLevel(_ledger.Entry.Epoch, server => InScope(server, latches))
        // A new topology may declare other weights for what is held: those wait for its release, which nobody waits for.
        && new Sequence(_topology!)
            .Steps(_ledger.Entry.Steering, latches, IsObserved, intent.Kind == IntentKind.Apply ? _holds : null)
            .IsEmpty;

    private bool IsObserved(Service service) =>
        (service.Mode ?? _topology!.Policy.Mode) == Domain.Topology.Mode.Observe;

    private IntentOutcome? NothingToDo(Intent intent, Latches latches)
    {
        var done = new IntentOutcome(IntentState.Done, _ledger!.Entry.Epoch, []);
        if (intent.Kind == IntentKind.Release)
        {
            return latches.Freeze is null ? done : null;
        }

        if (intent.Kind == IntentKind.Approve)
        {
            return _ledger.Entry.Plan.Id == intent.Scope ? done : null;
        }

        if (intent.Kind == IntentKind.Apply)
        {
            return NothingToApply(intent, done);
        }

        if (IntentScope.SiteOf(intent, _topology!) is not { } site)
        {
            var known = string.Join(", ", _topology!.Sites.Keys);
            return new(
                IntentState.Refused,
                0,
                [new("I-25", "scope", $"'{intent.Scope}' names no declared site", intent.Scope, known, false)]
            );
        }

        var drain = latches.DrainOf(site);
        return intent.Kind == IntentKind.Drain && drain is { Cause: DrainCause.Lost } ? done
            : intent is { Kind: IntentKind.Drain, ForMilliseconds: null }
            && drain is { Cause: DrainCause.Operator, RemainingMilliseconds: null }
                ? done
            : intent.Kind == IntentKind.Undrain && drain is null ? done
            : null;
    }

    private IntentOutcome? NothingToApply(Intent intent, IntentOutcome done)
    {
        if (IntentScope.TopologyOf(intent) is not { } hash)
        {
            return new(
                IntentState.Refused,
                0,
                [new("I-25", "scope", $"'{intent.Scope}' names no topology", intent.Scope, "topology:HASH", false)]
            );
        }

        return hash == _ledger!.Entry.TopologyHash ? done
            : _candidates.TryGetValue(hash, out var candidate) && candidate.Problem is { } problem
                ? new(
                    IntentState.Refused,
                    0,
                    [
                        new(
                            "I-25",
                            "topology-document",
                            $"the topology cannot be read: {problem}",
                            "no topology",
                            $"the document that {hash} names",
                            false
                        ),
                    ]
                )
            : null;
    }

    /// <summary>What no pending intent wants any more: a topology may be large.</summary>
    private void ForgetCandidates()
    {
        var wanted = _intents
            .Values.Where(i => i.Intent.Outcome.State == IntentState.Pending)
            .Select(i => IntentScope.TopologyOf(i.Intent))
            .ToArray();
        foreach (var hash in _candidates.Keys.Except(wanted).OfType<string>().ToArray())
        {
            _candidates.Remove(hash);
        }
    }

    private void Answer(IntentChange change, IntentOutcome outcome)
    {
        var answered = change with { Intent = change.Intent with { Outcome = outcome } };
        _intents[change.Intent.Id] = answered;
        _effects.Add(new AnswerIntent(answered));
    }

    private void RecordConditions()
    {
        var conditions = _situation.Sites.Values.ToSortedMap(s => s.Site, s => s.Condition);
        foreach (var (site, condition) in conditions)
        {
            if (_conditions.Find(site) != condition || !_conditions.ContainsKey(site))
            {
                var vote = _situation.Sites[site].Vote ?? new Vote(site.Value, 0, 0, []);
                _events.Add(new VerdictEvent(site, condition, vote));
            }
        }

        _conditions = conditions;
    }

    private void KeepCalm(Latches latches, long now)
    {
        var bad = Correlation.BadNow(_situation, latches, _topology!);
        var all = _topology!.SiteLocations.Count();
        // Silence is not health: what froze must be well by vote.
        var unwell = latches.Freeze?.Domains.Count(l => !_diagnose!.IsWell(l, _board, now)) ?? 0;
        var calm = !Correlation.IsTooMany(bad, all) && !Correlation.IsTooMany(unwell, all);
        _calmSince =
            !calm ? -1
            : _calmSince < 0 ? now
            : _calmSince;
    }

    private void SetMode(long now, Latches latches)
    {
        if (_rewind.Why is { } why)
        {
            SetMode(CoordinationMode.Rewound, why);
        }
        else if (now - _freshAt > FreshMilliseconds)
        {
            SetMode(CoordinationMode.CoordinationLost, "the store has not answered a consistent read for a second");
        }
        else if (latches.Freeze is { } freeze)
        {
            SetMode(CoordinationMode.Frozen, freeze.Reason);
        }
        else
        {
            SetMode(CoordinationMode.Normal, "");
        }
    }

    private void SetMode(CoordinationMode mode, string why)
    {
        if (_mode == mode)
        {
            return;
        }

        _mode = mode;
        _events.Add(new ModeEvent(mode, why));
        if (mode != CoordinationMode.Normal)
        {
            _effects.Add(new Alarm(why));
        }
    }
}
