namespace FailoverCtl.Control;

/// <summary>How often the loop does what nobody asked for, ms. Relations: fence &lt; 1000 / 2, so that one lost read does not
/// cost the freshness (I-12); heartbeat &lt; 2000 / 2, so that one lost beat is no stall.</summary>
public static class Cadence
{
    public const long Tick = 50;

    public const long Fence = 350;

    public const long Heartbeat = 750;

    public const long ReadBack = 1_000;

    /// <summary>While the servers have not yet shown the epoch in force.</summary>
    public const long ReadBackHurried = 100;
}
