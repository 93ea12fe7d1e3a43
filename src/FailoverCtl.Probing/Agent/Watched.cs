using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Probing.Agent;

/// <summary>
/// One endpoint as this agent sees it, and its handle in probe orders. Pure: told the time, asked for what is due.
/// Two runs are counted apart: failures that can mean loss (refused, reset, no route, silence) and answers that are not the
/// expected one. Any answer ends a run of loss; only the expected one ends a run of wrong answers.
/// </summary>
public sealed class Watched
{
    /// <summary>Wrong answers in as many rounds make Down of that kind.</summary>
    private const int WrongRounds = 3;

    /// <summary>Whatever the interval, an agent that starts knows everything after this time, ms.</summary>
    private const int FirstLookWithin = 1_000;

    /// <summary>As many rounds without any evidence make what was seen unknown.</summary>
    private const int RoundsThatCount = 3;

    private const long Never = long.MaxValue;

    private Policy _policy;
    private readonly long _phase;
    private long _roundAt;
    private int _lookAhead;
    private long _lookAt;
    private int _echoes;
    private long _echoAt = Never;
    private bool _series;
    private bool _silent;
    private long _verdictAt = Never;
    private int _underWay;
    private long _waitingSince = Never;
    private long _sentAt;
    private long _lastNumber;
    private long _discardUpTo;
    private long _outdatedUpTo;
    private int _lossRun;
    private int _hardRun;
    private long _firstHardNumber;
    private long _wrongAt;
    private long _goodAt;
    private long _latencyEighths = -1;
    private long _evidenceAt;
    private Flaw _flaw;
    private int _code;

    internal Watched(EndpointId endpoint, string address, Probe probe, Policy policy, long startsIn, long now)
    {
        Endpoint = endpoint;
        Address = address;
        Probe = probe;
        _policy = policy;
        _phase = now + startsIn;
        _roundAt = now + (startsIn % FirstLookWithin);
        _sentAt = now;
        _evidenceAt = now;
        Since = now;
        Reschedule();
    }

    public EndpointId Endpoint { get; }

    /// <summary>The address that is probed, without the port.</summary>
    public string Address { get; }

    public Probe Probe { get; }

    public ObservedState State { get; private set; } = ObservedState.Unknown;

    public FailureKind Kind { get; private set; }

    /// <summary>When the present state began, ms.</summary>
    public long Since { get; private set; }

    public int Failures { get; private set; }

    public int GoodRounds { get; private set; }

    /// <summary>The topology no longer has it: results are ignored.</summary>
    public bool Retired { get; internal set; }

    /// <summary>Not Up for a reason that can mean loss.</summary>
    internal bool LooksLost => State is ObservedState.Suspect or ObservedState.Down && Kind.MeansLoss();

    internal long DueAt { get; private set; }

    internal int Place { get; set; }

    internal SiteWatch? Site { get; set; }

    internal bool OutsideOwnSite { get; set; }

    /// <summary>When this agent last told its peers of a suspicion, ms.</summary>
    internal long SuspectedAt { get; set; } = long.MinValue / 2;

    /// <summary>When a peer last told this agent of one, ms.</summary>
    internal long SuspicionHeardAt { get; set; } = long.MinValue / 2;

    /// <summary>How the last report listed it.</summary>
    internal Standing Listed { get; set; }

    internal Standing Standing => new(State, LooksLost, Kind.IsHard());

    /// <summary>The engine's own record of it.</summary>
    internal object? Handle { get; set; }

    private int Interval => Probe.IntervalMilliseconds;

    /// <summary>It answers, and not as expected.</summary>
    private bool Answers => Kind != FailureKind.None && !Kind.MeansLoss();

    private long SlowAt =>
        _latencyEighths < 0
        || _silent
        || _waitingSince == Never
        || Probe.Kind.NeedsDialogue()
        || (State == ObservedState.Down && Kind.MeansLoss())
            ? Never
            : _waitingSince + Limit(AgentTiming.SlowFloor, AgentTiming.SlowFactor);

    private long Patience => Limit(AgentTiming.PatienceFloor, AgentTiming.PatienceFactor);

    /// <summary>This host may not ask in the way that the probe wants.</summary>
    internal bool NotAllowed { get; set; }

    public Observation Observe(long now) =>
        new Observation(Endpoint, State, Kind, Failures, GoodRounds, Math.Max(0, now - Since)) with
        {
            Flaw =
                State == ObservedState.Unknown && NotAllowed ? Flaw.NotAllowed
                : Answers ? _flaw
                : Flaw.None,
            Code = Answers ? _code : 0,
        };

    /// <summary>Somebody has reason to think that it fails: look at once, unless a young probe will tell anyway.</summary>
    internal void Hint(long now)
    {
        if (
            State == ObservedState.Down
            || _lookAhead > 0
            || (_underWay > 0 && now - _sentAt < AgentTiming.HintCoveredBy)
        )
        {
            return;
        }

        _lookAhead = 1;
        _lookAt = now;
        Reschedule();
    }

    /// <summary>
    /// An idle connection died. A dying process closes its sockets one by one, often the listening one last, so a good
    /// look at once says little (a connection is all that a TCP probe asks for): look again shortly after.
    /// </summary>
    internal void HintOfDeath(long now)
    {
        Hint(now);
        _echoes = AgentTiming.Echoes;
        _echoAt = now + AgentTiming.EchoFirst;
        Reschedule();
    }

    /// <summary>Lateness and silence are noticed here, without a result.</summary>
    internal void Judge(long now)
    {
        if (now >= _echoAt)
        {
            _echoAt = --_echoes > 0 ? now + AgentTiming.EchoSpacing : Never;
            Hint(now);
        }

        if (now >= SlowAt)
        {
            Suspect(FailureKind.Timeout, now);
            BeginSilence(now);
        }

        if (now >= _verdictAt)
        {
            Failures = Math.Max(Failures, _policy.SoftConfirmations);
            GoDown(FailureKind.Timeout, now);
        }

        Reschedule();
    }

    /// <summary>A new topology that changes nothing in how this endpoint is probed.</summary>
    internal void Adopt(Policy policy) => _policy = policy;

    internal bool WantsLook(long now) => _lookAhead > 0 && now >= _lookAt;

    internal bool WantsRound(long now) => now >= _roundAt;

    internal void PostponeLook(long until)
    {
        _lookAt = until;
        Reschedule();
    }

    /// <summary>A look between rounds leaves now; its number.</summary>
    internal long SendLook(long now)
    {
        _lookAhead--;
        _lookAt =
            now + (_silent ? Math.Max(1, AgentTiming.SoftSpread / _policy.SoftConfirmations) : AgentTiming.HardSpacing);
        var number = Send(now);
        if (_silent && _lookAhead == 0 && !Probe.Kind.NeedsDialogue() && Patience < Probe.TimeoutMilliseconds)
        {
            _verdictAt = now + Patience;
        }

        Reschedule();
        return number;
    }

    /// <summary>A regular round is due; its number, or 0 when a probe that young is under way already.</summary>
    internal long SendRound(long now)
    {
        _roundAt = NextRegular(now);
        var covered = _underWay > 0 && now - _sentAt < Math.Min(AgentTiming.HintCoveredBy, Interval / 2);
        var number = covered ? 0 : Send(now);
        Reschedule();
        return number;
    }

    internal void Complete(long number, ProbeOutcome outcome, long now)
    {
        Arrived();
        _evidenceAt = now;
        if (number > _discardUpTo)
        {
            Weigh(number, outcome, now);
        }

        Reschedule();
    }

    /// <summary>An answer has begun: whatever becomes of it, this is not the silence of the dead (I-28).</summary>
    internal void Hear(long number)
    {
        if (number > _discardUpTo && (_hardRun == 0 || number >= _firstHardNumber))
        {
            EndSeries();
            _outdatedUpTo = _lastNumber;
        }

        Reschedule();
    }

    /// <summary>
    /// A local fault ended the probe: no evidence. A confirmation is made up for. When there has been none for long, what was
    /// seen last is no longer known: an old Up would speak against a loss that others see (I-07, I-27).
    /// </summary>
    internal void Abandon(long number, long now)
    {
        Arrived();
        if (
            State != ObservedState.Unknown
            && now - _evidenceAt > Probe.TimeoutMilliseconds + (RoundsThatCount * Interval)
        )
        {
            EndSeries();
            Failures = 0;
            GoodRounds = 0;
            Enter(ObservedState.Unknown, FailureKind.None, now);
        }

        if (number > _discardUpTo && _series)
        {
            _verdictAt = Never;
            _lookAt = _lookAhead == 0 ? now + AgentTiming.HintCoveredBy : _lookAt;
            _lookAhead++;
        }

        Reschedule();
    }

    /// <summary>The process slept: nothing under way proves anything, and a suspicion starts over.</summary>
    internal void Discard(long now)
    {
        _discardUpTo = _lastNumber;
        EndSeries();
        _roundAt = Math.Min(_roundAt, NextRegular(now));
        if (State == ObservedState.Suspect)
        {
            Failures = 0;
            _lookAhead = Kind.MeansLoss() ? 1 : 0;
            _lookAt = now;
        }

        Reschedule();
    }

    /// <summary>What was concluded while the agent was blind is forgotten.</summary>
    internal void Forget(long now)
    {
        _discardUpTo = _lastNumber;
        EndSeries();
        Enter(ObservedState.Unknown, FailureKind.None, now);
        Failures = 0;
        GoodRounds = 0;
        _lookAhead = 1;
        _lookAt = now;
        Reschedule();
    }

    private void Weigh(long number, ProbeOutcome outcome, long now)
    {
        if (outcome.Kind.IsHard())
        {
            FailHard(number, outcome.Kind, now);
        }
        else if (outcome.Kind == FailureKind.Timeout)
        {
            FailSilent(number, now);
        }
        else if (outcome.Kind == FailureKind.None)
        {
            Succeed(number, outcome.LatencyMilliseconds, now);
        }
        else
        {
            (_flaw, _code) = (outcome.Flaw, outcome.Code);
            AnswerWrong(outcome.Kind, now);
        }
    }

    private void Succeed(long number, long latency, long now)
    {
        Learn(latency);
        if (_hardRun > 0 && number < _firstHardNumber)
        {
            // An old answer that was overtaken by the news of the death refutes nothing.
            return;
        }

        EndSeries();
        _outdatedUpTo = _lastNumber;
        if (State == ObservedState.Down)
        {
            Return(now);
        }
        else if (State != ObservedState.Up)
        {
            Failures = 0;
            Enter(ObservedState.Up, FailureKind.None, now);
        }
    }

    private void Return(long now)
    {
        if (GoodRounds > 0 && now - _goodAt < AgentTiming.ReturnSpacing - 10)
        {
            return;
        }

        GoodRounds++;
        _goodAt = now;
        _roundAt = Math.Min(_roundAt, now + AgentTiming.ReturnSpacing);
        if (GoodRounds >= _policy.GoodRounds)
        {
            GoodRounds = 0;
            Failures = 0;
            Enter(ObservedState.Up, FailureKind.None, now);
            _roundAt = NextRegular(now);
        }
    }

    private void FailHard(long number, FailureKind kind, long now)
    {
        if (_hardRun++ == 0)
        {
            _firstHardNumber = number;
        }

        Fail(kind, now);
        if (State == ObservedState.Down && Kind.MeansLoss())
        {
            return;
        }

        if (_hardRun >= _policy.HardConfirmations || _lossRun >= _policy.SoftConfirmations)
        {
            GoDown(kind, now);
        }
        else if (!_series || (_lookAhead == 0 && _underWay == 0))
        {
            _lookAhead = Math.Max(1, _series ? 1 : _policy.HardConfirmations - _hardRun);
            _lookAt = Math.Max(now, _sentAt + AgentTiming.HardSpacing);
            _series = true;
        }
    }

    private void FailSilent(long number, long now)
    {
        if (number <= _outdatedUpTo)
        {
            // A later answer has already shown that it lives: at 20 % loss old silence would suspect it without end.
            return;
        }

        Fail(FailureKind.Timeout, now);
        if (State == ObservedState.Down && Kind.MeansLoss())
        {
            return;
        }

        if (_lossRun >= _policy.SoftConfirmations)
        {
            GoDown(FailureKind.Timeout, now);
        }
        else if (!_silent)
        {
            BeginSilence(now);
        }
        else if (_lookAhead == 0 && _underWay == 0)
        {
            _lookAhead = 1;
            _lookAt = now;
        }
    }

    private void Fail(FailureKind kind, long now)
    {
        _lossRun++;
        GoodRounds = 0;
        Failures = State == ObservedState.Down && !Kind.MeansLoss() ? Failures : Failures + 1;
        if (State == ObservedState.Down && Kind.MeansLoss())
        {
            Kind = kind;
        }
        else
        {
            Suspect(kind, now);
        }
    }

    private void AnswerWrong(FailureKind kind, long now)
    {
        EndSeries();
        _outdatedUpTo = _lastNumber;
        GoodRounds = 0;
        var sameRun = State is ObservedState.Suspect or ObservedState.Down && !Kind.MeansLoss();
        if (!sameRun)
        {
            Failures = 1;
            _wrongAt = now;
            Enter(State == ObservedState.Down ? ObservedState.Down : ObservedState.Suspect, kind, now);
            return;
        }

        Kind = kind;
        if (now - _wrongAt >= Interval / 2)
        {
            Failures++;
            _wrongAt = now;
        }

        if (State == ObservedState.Suspect && Failures >= WrongRounds)
        {
            Enter(ObservedState.Down, kind, now);
        }
    }

    private void Suspect(FailureKind kind, long now)
    {
        if (State == ObservedState.Down)
        {
            // Down for wrong answers stays so until the loss is confirmed: one timeout does not make it a loss.
            return;
        }

        if (State == ObservedState.Suspect && Kind.MeansLoss())
        {
            Kind = kind;
            return;
        }

        Failures = _lossRun;
        Enter(ObservedState.Suspect, kind, now);
    }

    private void GoDown(FailureKind kind, long now)
    {
        Failures = Math.Max(Failures, _lossRun);
        EndSeries();
        Enter(ObservedState.Down, kind, now);
    }

    private void Enter(ObservedState state, FailureKind kind, long now)
    {
        State = state;
        Kind = kind;
        Since = now;
    }

    private void BeginSilence(long now)
    {
        _series = true;
        _silent = true;
        _verdictAt = Never;
        _lookAhead = _policy.SoftConfirmations;
        _lookAt = now;
    }

    private void EndSeries()
    {
        _series = false;
        _silent = false;
        _lookAhead = 0;
        _verdictAt = Never;
        _waitingSince = Never;
        _lossRun = 0;
        _hardRun = 0;
    }

    private long Send(long now)
    {
        _underWay++;
        _sentAt = now;
        _waitingSince = Math.Min(_waitingSince, now);
        return ++_lastNumber;
    }

    private void Arrived()
    {
        _underWay = Math.Max(0, _underWay - 1);
        _waitingSince =
            _underWay == 0 ? Never
            : _waitingSince == Never ? Never
            : _sentAt;
    }

    private void Learn(long latency) =>
        _latencyEighths = _latencyEighths < 0 ? latency * 8 : _latencyEighths + latency - (_latencyEighths / 8);

    private long Limit(int floor, int factor) =>
        _latencyEighths < 0
            ? Probe.TimeoutMilliseconds
            : Math.Min(Probe.TimeoutMilliseconds, Math.Max(floor, factor * _latencyEighths / 8));

    private long NextRegular(long now)
    {
        var into = (now - _phase) % Interval;
        return now + Interval - (into < 0 ? into + Interval : into);
    }

    private void Reschedule() =>
        DueAt = Math.Min(
            Math.Min(_roundAt, _lookAhead > 0 ? _lookAt : Never),
            Math.Min(Math.Min(SlowAt, _verdictAt), _echoAt)
        );
}

/// <summary>What of an endpoint is worth a report when it changes.</summary>
internal readonly record struct Standing(ObservedState State, bool LooksLost, bool Hard)
{
    public bool Suspected => State == ObservedState.Suspect && LooksLost;

    public bool Lost => State == ObservedState.Down && LooksLost;
}
