namespace FailoverCtl.Probing.Agent;

/// <summary>The reference outside the own site: when it does not answer, what this agent sees is no evidence (F-04).</summary>
internal sealed class AnchorWatch
{
    /// <summary>0.2^4 is below 2 in 1000 at the design loss; a false alarm costs one vote for a moment.</summary>
    private const int FailuresThatCount = 4;

    private int _failures;
    private int _underWay;
    private bool _answered;
    private long _nextAt = long.MaxValue;
    private long _askedAt = long.MinValue / 2;

    public bool Declared { get; private set; }

    public bool Failed => _failures >= FailuresThatCount;

    /// <summary>It was asked and has not answered, or failed to, and the verdict is open.</summary>
    public bool InDoubt => !Failed && (_failures > 0 || _underWay > 0);

    /// <summary>Its last answer was good: the agent can see.</summary>
    public bool Good => Declared && _answered && _failures == 0;

    public long NextAt => Declared ? _nextAt : long.MaxValue;

    public void Declare(string? anchor, long now)
    {
        var declared = anchor is not null;
        if (declared != Declared)
        {
            _failures = 0;
            _answered = false;
            _nextAt = now;
        }

        Declared = declared;
    }

    public void Result(bool answered, long now)
    {
        Abandon();
        _answered = answered;
        _failures = answered ? 0 : Math.Min(FailuresThatCount, _failures + 1);
        _nextAt = Math.Min(_nextAt, now + Spacing(suspects: false));
    }

    public void Abandon() => _underWay = Math.Max(0, _underWay - 1);

    /// <summary>Something outside the own site is suspect: is it there, or is it us?</summary>
    public void Hurry() => _nextAt = Math.Min(_nextAt, _askedAt + AgentTiming.AnchorUrgent);

    public bool TryAsk(long now, bool suspects)
    {
        if (!Declared || now < _nextAt)
        {
            return false;
        }

        _askedAt = now;
        _underWay++;
        _nextAt = now + Spacing(suspects);
        return true;
    }

    /// <summary>This process slept: failures so far prove nothing.</summary>
    public void Excuse(long now)
    {
        _failures = Failed ? _failures : 0;
        _nextAt = Math.Min(_nextAt, now);
    }

    private int Spacing(bool suspects) =>
        Failed ? AgentTiming.ReturnSpacing
        : suspects || _failures > 0 ? AgentTiming.AnchorUrgent
        : AgentTiming.AnchorInterval;
}
