namespace FailoverCtl.Decision.Reflex;

/// <summary>
/// How long the store has not answered a consistent read of ledger and holds. What was answered is as old as the moment at
/// which it was asked for, never as young as the reply (M15). Times are monotonic ms of this process.
/// </summary>
/// <param name="startedAt">When this process began: it has heard nothing before, and that is no silence.</param>
public sealed class StoreSilence(long startedAt)
{
    /// <summary>Longer than this is silence (DESIGN: when Consul does not answer), ms.</summary>
    public const long SilentMilliseconds = 500;

    /// <summary>From here on a silence may be beginning: agents are asked more often, so that the votes are there in time, ms.</summary>
    private const long DoubtMilliseconds = 300;

    private long? _answeredAt;
    private long _answeringSince;
    private long _awakeSince = startedAt;
    private long _lookedAt = startedAt;

    /// <summary>A consistent read was answered.</summary>
    /// <param name="askedAt">When it was sent.</param>
    public void Answered(long askedAt)
    {
        if (_answeredAt is not { } before || askedAt - before > SilentMilliseconds)
        {
            _answeringSince = askedAt;
        }

        _answeredAt = Math.Max(_answeredAt ?? askedAt, askedAt);
    }

    /// <summary>Time passes. An observer that stood still itself accuses nobody: its silence begins anew.</summary>
    public void Look(long now)
    {
        if (now - _lookedAt > SilentMilliseconds)
        {
            _awakeSince = now;
        }

        _lookedAt = now;
    }

    public long For(long now) => now - Math.Max(_answeredAt ?? _awakeSince, _awakeSince);

    public bool IsSilent(long now) => For(now) > SilentMilliseconds;

    public bool IsInDoubt(long now) => For(now) > DoubtMilliseconds;

    /// <summary>How long it answered without a silence, up to its last answer, ms.</summary>
    public long AnsweredFor => _answeredAt is { } last ? last - _answeringSince : 0;
}
