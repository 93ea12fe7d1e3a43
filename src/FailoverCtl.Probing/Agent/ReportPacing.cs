namespace FailoverCtl.Probing.Agent;

/// <summary>
/// When to publish: at once what moves traffic, a little later what may pass, and now and then as a sign of life.
/// Burst 3, 2/s sustained; the last token is kept for what is urgent.
/// </summary>
internal sealed class ReportPacing(int intervalMilliseconds, long now)
{
    private const int Burst = 3;
    private const int PerSecond = 2;
    private const long Never = long.MaxValue;

    private Allowance _tokens = new(Burst, PerSecond);
    private long _heartbeatAt = now + intervalMilliseconds;
    private long _urgentSince = Never;
    private long _changeAt = Never;
    private long _retryAt = long.MinValue;

    public int IntervalMilliseconds { get; set; } = intervalMilliseconds;

    public long DueAt => Math.Max(_retryAt, Math.Min(_heartbeatAt, Math.Min(UrgentAt, _changeAt)));

    private long UrgentAt => _urgentSince == Never ? Never : _urgentSince + AgentTiming.ReportCoalescing;

    /// <summary>Down or blind: after the coalescing time.</summary>
    public void Urgent(long now) => _urgentSince = Math.Min(_urgentSince, now);

    public void Change(long at) => _changeAt = Math.Min(_changeAt, at);

    public void Passed() => _changeAt = Never;

    /// <param name="unsettled">Hard confirmations are under way that would be in this report too.</param>
    /// <param name="inDoubt">The anchor may be about to declare this agent blind.</param>
    public bool TryTake(long now, bool unsettled, bool inDoubt)
    {
        if (now < DueAt)
        {
            return false;
        }

        _retryAt = long.MinValue;
        var urgent = now >= UrgentAt;
        if (urgent && Waits(now, unsettled, inDoubt))
        {
            _retryAt = now + (AgentTiming.ReportCoalescing / 2);
            return false;
        }

        if (!_tokens.Has(urgent || now >= _heartbeatAt ? 1 : 2, now))
        {
            _retryAt = now + AgentTiming.Housekeeping;
            return false;
        }

        _tokens.Spend();
        _heartbeatAt = now + IntervalMilliseconds;
        _urgentSince = Never;
        _changeAt = Never;
        return true;
    }

    private bool Waits(long now, bool unsettled, bool inDoubt) =>
        (unsettled && now - _urgentSince < AgentTiming.ReportCoalescingMax)
        || (inDoubt && now - _urgentSince < AgentTiming.ReportDoubtMax);
}
