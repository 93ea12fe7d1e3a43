namespace FailoverCtl.Probing.Agent;

/// <summary>A token bucket that is told the time. Full at first.</summary>
/// <param name="burst">Most tokens it holds.</param>
/// <param name="perSecond">Tokens that come back per second.</param>
public struct Allowance(int burst, int perSecond)
{
    private long _milliTokens = burst * 1_000L;
    private long _at = long.MinValue;

    public bool Has(int tokens, long now)
    {
        if (_at == long.MinValue)
        {
            _at = now;
        }

        if (now > _at)
        {
            _milliTokens = Math.Min(burst * 1_000L, _milliTokens + ((now - _at) * perSecond));
            _at = now;
        }

        return _milliTokens >= tokens * 1_000L;
    }

    public void Spend() => _milliTokens = Math.Max(0, _milliTokens - 1_000);

    public bool TryTake(long now)
    {
        if (!Has(1, now))
        {
            return false;
        }

        Spend();
        return true;
    }
}
