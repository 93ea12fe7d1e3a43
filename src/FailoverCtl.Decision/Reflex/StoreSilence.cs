namespace FailoverCtl.Decision.Reflex;

/// <summary>
/// Whether the store answers consistent reads of ledger and holds. They begin at an interval and overlap; the newest answered
/// one counts, and is as old as the moment at which it was asked for, never as young as the reply (M15). That age alone is no
/// silence: with an interval i and answers that take t it swings between t and t + i. Silent is a store that has let a read
/// wait for 500 ms and has answered none that began later. So one that answers each read within 500 ms is never silent,
/// and one that falls mute is silent 500 ms after the beginning of the first read it leaves unanswered, which is at most i after
/// it fell mute. Times are monotonic ms of this process.
/// </summary>
/// <param name="startedAt">When this process began: it has heard nothing before, and that is no silence.</param>
public sealed class StoreSilence(long startedAt)
{
    /// <summary>Without an answer for so long is silence (DESIGN: when Consul does not answer), ms.</summary>
    public const long SilentMilliseconds = 500;

    /// <summary>From here on a silence may be beginning: agents are asked more often, so that the votes are there in time, ms.</summary>
    private const long DoubtMilliseconds = 300;

    /// <summary>Reads remembered: several times those that can still be answered.</summary>
    private const int UnansweredMax = 16;

    private readonly SortedSet<long> _unanswered = [];
    private long? _answeredAt;
    private long _answeringSince;
    private long _awakeSince = startedAt;
    private long _lookedAt = startedAt;

    /// <summary>Whether there was a silence, of the store or of this process, after the last answer.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>How long it answered without an interruption, up to its last answer, ms.</summary>
    public long AnsweredFor => _answeredAt is { } last ? last - _answeringSince : 0;

    /// <summary>A consistent read begins.</summary>
    public void Asked(long at)
    {
        _unanswered.Add(at);
        if (_unanswered.Count > UnansweredMax)
        {
            // The oldest says since when; those after it are as late.
            _unanswered.Remove(_unanswered.ElementAt(1));
        }
    }

    /// <summary>A consistent read was answered.</summary>
    /// <param name="askedAt">When it began.</param>
    public void Answered(long askedAt)
    {
        if (_answeredAt is null || IsInterrupted)
        {
            (_answeringSince, IsInterrupted) = (askedAt, false);
        }

        _answeredAt = Math.Max(_answeredAt ?? askedAt, askedAt);
        Settle(askedAt);
    }

    /// <summary>
    /// The store lives and does not accept the token: no silence, and no answer either. Nothing new is hidden, and what is
    /// hidden stays so.
    /// </summary>
    public void Refused(long askedAt) => Settle(askedAt);

    /// <summary>Time passes. An observer that stood still itself accuses nobody: its silence begins anew.</summary>
    public void Look(long now)
    {
        if (now - _lookedAt > SilentMilliseconds)
        {
            (_awakeSince, IsInterrupted) = (now, true);
        }

        _lookedAt = now;
        IsInterrupted |= IsSilent(now);
    }

    /// <summary>How old the newest answer is, ms.</summary>
    public long For(long now) => now - Math.Max(_answeredAt ?? _awakeSince, _awakeSince);

    public bool IsSilent(long now) =>
        For(now) > SilentMilliseconds
        && _unanswered.Count > 0
        && now - Math.Max(_unanswered.Min, _awakeSince) >= SilentMilliseconds;

    public bool IsInDoubt(long now) => For(now) > DoubtMilliseconds;

    private void Settle(long askedAt) => _unanswered.RemoveWhere(at => at <= askedAt);
}
