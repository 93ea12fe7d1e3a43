using FailoverCtl.Decision.Evidence;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Reflex;

/// <summary>
/// The reflex of one DNS role (I-13): while the store is silent, addresses that enough voting domains call dead are left out
/// of its own answers. It begins only in a silence, never grows outside one, and ends with the ledger's next decision. Its
/// memory is its own: after a restart it begins again from its own fresh board, or not at all.
/// </summary>
/// <param name="startedAt">Monotonic ms of this process, like every other time here.</param>
public sealed class ReflexMachine(long startedAt)
{
    /// <summary>
    /// How long the store must answer before silence of the controllers is taken for their decision, ms. To commit, they need a
    /// report after the election (1 000), a fence (350), perhaps a rival refuted (1 500), their ranks (300 each): half of it.
    /// </summary>
    public const long GraceMilliseconds = 10_000;

    /// <summary>Nothing new was heard: time alone is looked at this often, ms. A judgement of a large topology is not free.</summary>
    private const long QuietMilliseconds = 250;

    private readonly Board _board = new();
    private readonly StoreSilence _store = new(startedAt);
    private readonly SortedDictionary<EndpointId, HiddenEndpoint> _hidden = [];
    private readonly List<JournalEvent> _events = [];
    private readonly List<string> _reasons = [];
    private readonly List<string> _sentences = [];

    private SortedMap<EndpointId, string> _left = SortedMap<EndpointId, string>.Empty;
    private AnsweredEpoch? _answered;
    private Holds? _holds;
    private ulong _holdsIndex;
    private string? _refused;
    private bool _silent;
    private bool _grew;
    private bool _dirty = true;
    private long _judgedAt = startedAt;

    public EquatableArray<EndpointId> Hidden => _hidden.Keys.ToEquatableArray();

    /// <summary>Whether agents are to be asked in a hurry.</summary>
    public bool IsInDoubt(long now) => _store.IsInDoubt(now) || _hidden.Count > 0;

    /// <summary>
    /// What stays hidden when this entry comes to be answered: nothing, for the ledger has decided. An adoption decides
    /// nothing: same steering, another author, and often the first epoch after an election, before any report has arrived.
    /// </summary>
    public EquatableArray<EndpointId> Under(LedgerEntry next) => Decides(next) ? [] : Hidden;

    /// <summary>The entry is answered now, without what <see cref="Under"/> gave.</summary>
    public void Follow(LedgerEntry entry, Topology topology, long now)
    {
        if (_answered?.Entry.TopologyHash != entry.TopologyHash)
        {
            _events.Add(new TopologyEvent(entry.TopologyHash, topology));
        }

        if (entry.LastRecovery > (_answered?.Entry.LastRecovery ?? entry.LastRecovery))
        {
            // A recovered store may be a rebuilt one, whose indexes begin anew: what it says now counts (I-23).
            (_holds, _holdsIndex) = (null, 0);
        }

        if (_hidden.Count > 0 && Decides(entry))
        {
            _hidden.Clear();
            _reasons.Add($"the reflex ends: epoch {entry.Epoch} is in force, and the ledger decides");
        }
        else if (_hidden.Count > 0)
        {
            _reasons.Add($"the reflex goes on under epoch {entry.Epoch}: an adoption decides nothing");
        }

        _answered = new(entry, topology, now);
        _refused = null;
        _dirty = true;
    }

    /// <summary>A consistent read of ledger and holds begins.</summary>
    public void StoreAsked(long at) => _store.Asked(at);

    /// <summary>It was answered.</summary>
    /// <param name="askedAt">When it began: its age counts from there.</param>
    public void StoreAnswered(long askedAt) => _store.Answered(askedAt);

    /// <summary>The store lives and does not accept the token.</summary>
    public void StoreRefused(long askedAt) => _store.Refused(askedAt);

    /// <summary>The holds, by whatever read; an older state than the known one is ignored.</summary>
    public void Take(Holds holds, ulong modifyIndex)
    {
        if (_holds is null || modifyIndex > _holdsIndex)
        {
            if (_holds != holds)
            {
                _events.Add(new HoldsEvent(holds));
                _dirty = true;
            }

            (_holds, _holdsIndex) = (holds, modifyIndex);
        }
    }

    /// <summary>An agent answered with its newest report.</summary>
    public void Take(Report report, long now) => _dirty |= _board.Take(report, now);

    /// <summary>The server would not answer so: nothing is hidden under this epoch any more.</summary>
    public void Refuse(string why)
    {
        _hidden.Clear();
        _refused = why;
        _reasons.Add($"the reflex ends: {why}");
        _dirty = true;
    }

    /// <summary>Judges on all inputs so far.</summary>
    /// <returns>Null when nothing has changed.</returns>
    public ReflexReady? TakeReady(long now)
    {
        _store.Look(now);
        SetMode(now);
        if (_answered is { } answered && (_dirty || now - _judgedAt >= QuietMilliseconds))
        {
            (_dirty, _judgedAt) = (false, now);
            Return(answered, now);
            Hide(answered, now);
            Record(answered, now);
        }

        if (_events.Count == 0)
        {
            return null;
        }

        var ready = new ReflexReady(Hidden, _events.ToEquatableArray(), _sentences.ToEquatableArray());
        _events.Clear();
        _sentences.Clear();
        return ready;
    }

    /// <summary>An adoption carries on the plan and step that it found: another step means a decision that was not seen here.</summary>
    private bool Decides(LedgerEntry entry) =>
        entry.Cause.Kind != CauseKind.Adoption
        || (entry.Plan, entry.TopologyHash) != (_answered?.Entry.Plan, _answered?.Entry.TopologyHash);

    private void SetMode(long now)
    {
        var silent = _store.IsSilent(now);
        if (silent != _silent)
        {
            _silent = silent;
            _dirty = true;
            _events.Add(
                silent
                    ? new ModeEvent(
                        CoordinationMode.CoordinationLost,
                        $"the store has not answered a consistent read for {StoreSilence.SilentMilliseconds} ms"
                    )
                    : new ModeEvent(CoordinationMode.Normal, "")
            );
        }
    }

    private void Return(AnsweredEpoch answered, long now)
    {
        foreach (var endpoint in Hidden)
        {
            if (WhyBack(endpoint, answered, now) is { } why)
            {
                _hidden.Remove(endpoint);
                _reasons.Add($"{endpoint} is back in the answers: {why}");
            }
        }
    }

    private string? WhyBack(EndpointId endpoint, AnsweredEpoch answered, long now)
    {
        if (_holds is { } holds && (holds.Covers(endpoint.Service) || holds.Covers(endpoint.Site)))
        {
            return "an operator holds it (I-23)";
        }

        if (!_store.IsInterrupted && _store.AnsweredFor >= GraceMilliseconds)
        {
            return $"the store has answered for {GraceMilliseconds / 1_000} s and no controller has withdrawn it";
        }

        // Silence of the agents is not health: only a quorum that sees it brings it back (I-16).
        var vote = Poll.On(endpoint, answered.Topology, answered.Entry.TopologyHash, _board, now);
        return vote.Against >= vote.Needed ? $"{vote.Against} of {vote.Electorate} domains see it up" : null;
    }

    private void Hide(AnsweredEpoch answered, long now)
    {
        if (!_silent || !answered.Topology.Policy.Reflex || _refused is not null)
        {
            _left = SortedMap<EndpointId, string>.Empty;
            return;
        }

        var choice = ReflexChoice.Of(answered, _board, _holds, _store, _hidden.Keys, now);
        foreach (var hidden in choice.Hide)
        {
            _hidden[hidden.Endpoint] = hidden;
            _grew = true;
            _reasons.Add(
                $"{hidden.Endpoint} is left out of the answers: {hidden.Kind} from {hidden.Vote.For} of "
                    + $"{hidden.Vote.Electorate} domains, and the store has been silent for {_store.For(now)} ms"
            );
        }

        foreach (var (endpoint, why) in choice.Left)
        {
            if (_left.Find(endpoint) != why)
            {
                _reasons.Add($"{endpoint} is condemned and stays in the answers: {why}");
            }
        }

        _left = choice.Left;
    }

    private void Record(AnsweredEpoch answered, long now)
    {
        if (_reasons.Count == 0)
        {
            return;
        }

        _events.Add(
            new ReflexEvent(
                answered.Entry.Epoch,
                Hidden,
                _hidden.Values.Select(h => h.Vote).ToEquatableArray(),
                _grew ? Heard(answered.Topology.Policy, now) : [],
                _store.For(now),
                _reasons.ToEquatableArray()
            )
        );
        _sentences.AddRange(_reasons);
        _reasons.Clear();
        _grew = false;
    }

    private EquatableArray<HeardReport> Heard(Policy policy, long now) =>
        _board
            .All.Where(r => Board.IsFresh(r, policy, now))
            .Select(r => new HeardReport(r.Report, now - r.At))
            .ToEquatableArray();
}
