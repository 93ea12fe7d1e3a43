using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Probing.Agent;

/// <summary>
/// One agent's judgement: when to probe what, when a failure is confirmed, what to tell peers and what to report.
/// Pure and synchronous: monotonic ms come with each input, chance comes from the seed. Feed an input, do what
/// <see cref="Effects"/> lists, clear it, and call <see cref="Tick"/> at <see cref="NextTickAt"/>.
/// </summary>
public sealed class AgentMachine(AgentId agent, long boot, ulong seed)
{
    /// <summary>Looks between rounds, of all endpoints together: a dark site of 100 endpoints is confirmed at once.</summary>
    private const int LookBurst = 2_000;

    private const int LooksPerSecond = 20_000;

    private readonly Agenda _agenda = new();
    private readonly Peers _peers = new();
    private readonly AnchorWatch _anchor = new();
    private readonly ulong _seed = Spread.Hash(seed, agent.Value);
    private Board _board = Board.Empty;
    private ReportPacing? _pacing;
    private Allowance _looks = new(LookBurst, LooksPerSecond);
    private string _hash = "";
    private long _sequence;
    private long _beats;
    private long _heartbeatAt;
    private long _housekeepingAt;
    private long _now = long.MinValue;
    private long _blindSince;
    private long _republishAt = long.MaxValue;
    private bool _otherChange;

    public AgentId Agent => agent;

    public long Boot => boot;

    public AgentEffects Effects { get; } = new();

    /// <summary>When the next <see cref="Tick"/> is due, ms.</summary>
    public long NextTickAt { get; private set; } = long.MaxValue;

    /// <summary>What this agent sees at present is no evidence.</summary>
    public bool Blind { get; private set; }

    /// <summary>How often the process was found to have been paused.</summary>
    public int Pauses { get; private set; }

    /// <summary>Every watched endpoint, in order.</summary>
    public IReadOnlyList<Watched> Targets => _board.Targets;

    public Watched? Find(EndpointId endpoint) => _board.Find(endpoint);

    /// <summary>Starts, or follows a new topology: endpoints that are probed as before keep their state.</summary>
    public void Follow(Topology topology, string hash, long now)
    {
        now = Enter(now);
        _hash = hash;
        _board = _board.Follow(topology, agent, _seed, now);
        _peers.Follow(topology, agent, _board, now);
        _anchor.Declare(topology.VantagePoints.Find(agent)?.Anchor, now);
        _agenda.Reset(_board.Targets);
        _pacing ??= new(topology.Policy.ReportIntervalMilliseconds, now);
        _pacing.IntervalMilliseconds = topology.Policy.ReportIntervalMilliseconds;
        if (_sequence > 0)
        {
            Change(now + AgentTiming.ReportCoalescing);
        }

        Leave(now);
    }

    public void Tick(long now) => Leave(Enter(now));

    /// <summary>A probe ended with evidence.</summary>
    public void ProbeCompleted(Watched target, long number, ProbeOutcome outcome, long now)
    {
        now = Enter(now);
        if (!target.Retired)
        {
            var before = target.Standing;
            target.Complete(number, outcome, now);
            Note(target, before, now);
        }

        Leave(now);
    }

    /// <summary>The answer to a probe has begun and is not complete: the endpoint is not silent.</summary>
    public void ProbeHeard(Watched target, long number, long now)
    {
        now = Enter(now);
        if (!target.Retired)
        {
            target.Hear(number);
            _agenda.Move(target);
        }

        Leave(now);
    }

    /// <summary>A probe ended by a fault of this host (no descriptors, no ports): no evidence.</summary>
    public void ProbeAbandoned(Watched target, long number, long now)
    {
        now = Enter(now);
        if (!target.Retired)
        {
            var before = target.Standing;
            target.Abandon(number, now);
            Note(target, before, now);
        }

        Leave(now);
    }

    /// <summary>An idle connection to the endpoint was closed from there: only a hint, servers close idle ones for good reasons.</summary>
    public void ConnectionLost(Watched target, long now)
    {
        now = Enter(now);
        if (!target.Retired)
        {
            target.HintOfDeath(now);
            _agenda.Move(target);
        }

        Leave(now);
    }

    /// <summary>Another agent failed to reach the endpoint: costs a probe, decides nothing.</summary>
    public void SuspicionReceived(EndpointId endpoint, AgentId from, long now)
    {
        now = Enter(now);
        if (_peers.Knows(from) && _board.Find(endpoint) is { } target)
        {
            target.SuspicionHeardAt = now;
            Hint(target, now);
        }

        Leave(now);
    }

    public void PeerHeartbeat(AgentId from, long now)
    {
        now = Enter(now);
        if (_peers.Beat(from, now))
        {
            Change(now + AgentTiming.ReportCoalescing);
            _otherChange = true;
        }

        Leave(now);
    }

    public void AnchorResult(bool answered, long now)
    {
        now = Enter(now);
        _anchor.Result(answered, now);
        Leave(now);
    }

    /// <summary>The anchor could not be asked for a fault of this host: says nothing.</summary>
    public void AnchorAbandoned(long now)
    {
        now = Enter(now);
        _anchor.Abandon();
        Leave(now);
    }

    /// <summary>
    /// The store may have lost the last report (an election): write it again, and once more soon, because to readers whose
    /// watch was interrupted the first one may be old.
    /// </summary>
    public void Republish(long now)
    {
        now = Enter(now);
        _republishAt = now + AgentTiming.RepublishSpacing;
        _otherChange = true;
        Change(now);
        Leave(now);
    }

    private long Enter(long now)
    {
        now = Math.Max(now, _now);
        if (NextTickAt != long.MaxValue && now > NextTickAt + AgentTiming.PauseLimit)
        {
            Wake(now);
        }

        _now = now;
        return now;
    }

    /// <summary>The process slept. What timed out meanwhile timed out here, not there.</summary>
    private void Wake(long now)
    {
        Pauses++;
        _peers.Excuse(now);
        _anchor.Excuse(now);
        foreach (var target in _board.Targets)
        {
            var before = target.Standing;
            target.Discard(now);
            Note(target, before, now);
        }
    }

    private void Leave(long now)
    {
        RunDue(now);
        if (now >= _housekeepingAt)
        {
            _housekeepingAt = now + AgentTiming.Housekeeping;
            LookAtPeers(now);
        }

        if (now >= _heartbeatAt)
        {
            Effects.Heartbeat = true;
            var jitter = Spread.Within(Spread.Mix(_seed + (ulong)_beats++), AgentTiming.PeerHeartbeat / 5);
            _heartbeatAt = now + AgentTiming.PeerHeartbeat - (AgentTiming.PeerHeartbeat / 10) + jitter;
        }

        if (now >= _republishAt)
        {
            _republishAt = long.MaxValue;
            _otherChange = true;
            Change(now);
        }

        Effects.ProbeAnchor |= _anchor.TryAsk(now, _board.OutsideSuspects > 0);
        LookAtOurselves(now);
        RunDue(now);
        Publish(now);
        NextTickAt = Math.Min(
            Math.Min(_agenda.NextAt, _pacing?.DueAt ?? long.MaxValue),
            Math.Min(Math.Min(_heartbeatAt, _housekeepingAt), Math.Min(_anchor.NextAt, _republishAt))
        );
    }

    private void RunDue(long now)
    {
        while (_agenda.NextAt <= now)
        {
            var target = _agenda.First;
            var before = target.Standing;
            target.Judge(now);
            if (target.WantsRound(now) && target.SendRound(now) is > 0 and var round)
            {
                Effects.Add(new(target, round));
            }

            if (target.WantsLook(now))
            {
                if (_looks.TryTake(now))
                {
                    Effects.Add(new(target, target.SendLook(now)));
                }
                else
                {
                    target.PostponeLook(now + (AgentTiming.HardSpacing / 4));
                }
            }

            Note(target, before, now);
        }
    }

    private void Hint(Watched target, long now)
    {
        target.Hint(now);
        _agenda.Move(target);
    }

    /// <summary>Draws the consequences of a change of one endpoint.</summary>
    private void Note(Watched target, Standing before, long now)
    {
        _agenda.Move(target);
        var after = target.Standing;
        if (before == after)
        {
            return;
        }

        _board.Count(target, before, after);
        if (after.Suspected)
        {
            TellPeers(target, now);
            if (!before.Suspected)
            {
                SweepIfSeveral(target, now);
                Change(now + AgentTiming.SuspectReportDelay);
            }
        }
        else if (after.Lost)
        {
            if (!before.Lost)
            {
                _pacing?.Urgent(now);
            }
        }
        else if (before.State != ObservedState.Unknown || _board.Unknown == 0)
        {
            Change(now + AgentTiming.ReportCoalescing);
        }

        if (after.LooksLost && target.OutsideOwnSite)
        {
            _anchor.Hurry();
        }
    }

    private void TellPeers(Watched target, long now)
    {
        var told = now - target.SuspectedAt < AgentTiming.SuspicionSpacing;

        // A soft suspicion that a peer raised is known to all: at 20 % loss agents would excite each other without end.
        var known = !target.Kind.IsHard() && now - target.SuspicionHeardAt < AgentTiming.SuspicionSpacing;
        if (!told && !known)
        {
            target.SuspectedAt = now;
            Effects.Suspect(target.Endpoint);
        }
    }

    private void SweepIfSeveral(Watched target, long now)
    {
        if (target.Site is not { } site)
        {
            return;
        }

        if (site.Lost >= 2 && now - site.SuspectedAt < AgentTiming.SweepSpacing)
        {
            Sweep(site, now);
        }

        site.SuspectedAt = now;
    }

    private void Sweep(SiteWatch site, long now)
    {
        if (now - site.SweptAt < AgentTiming.SweepSpacing)
        {
            return;
        }

        site.SweptAt = now;
        foreach (var target in site.Endpoints)
        {
            Hint(target, now);
        }
    }

    private void LookAtPeers(long now)
    {
        if (_peers.Look(now))
        {
            _otherChange = true;
            Change(now + AgentTiming.ReportCoalescing);
        }

        for (var i = 0; i < _board.Sites.Count; i++)
        {
            var site = _board.Sites[i];
            var silent = site.AllPeersSilent();
            if (silent && !site.Silent)
            {
                Sweep(site, now);
            }

            site.Silent = silent;
        }
    }

    private void LookAtOurselves(long now)
    {
        var blind = _anchor.Failed || (!_anchor.Good && _board.AllOutsideLost && _peers.AllSilent);
        if (blind == Blind)
        {
            return;
        }

        Blind = blind;
        _pacing?.Urgent(now);
        if (blind)
        {
            _blindSince = now;
            return;
        }

        foreach (var target in _board.Targets)
        {
            // Blindness was noticed up to a confirmation later than it began.
            if (target.State != ObservedState.Up && target.Since >= _blindSince - (2 * AgentTiming.AnchorInterval))
            {
                var before = target.Standing;
                target.Forget(now);
                Note(target, before, now);
            }
        }
    }

    private void Change(long at) => _pacing?.Change(at);

    private void Publish(long now)
    {
        if (_pacing is null || now < _pacing.DueAt)
        {
            return;
        }

        if (_board.Differing == 0 && !_otherChange)
        {
            _pacing.Passed();
        }

        if (_pacing.TryTake(now, _board.HardSuspects > 0, _anchor.InDoubt))
        {
            _otherChange = false;
            Effects.Report = _board.Report(now) with
            {
                Agent = agent,
                Boot = boot,
                Sequence = ++_sequence,
                TopologyHash = _hash,
                Blind = Blind,
                SilentPeers = _peers.SilentOnes(),
            };
        }
    }
}
