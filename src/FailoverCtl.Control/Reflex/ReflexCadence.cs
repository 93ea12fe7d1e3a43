namespace FailoverCtl.Control.Reflex;

/// <summary>
/// How often the reflex of a DNS role does what nobody asked for, ms. Relations: a read and one more after its limit fit
/// into the 500 ms after which the store counts as silent, so that one slow server is no silence.
/// </summary>
public static class ReflexCadence
{
    public const long Tick = 50;

    /// <summary>Between the starts of two consistent reads.</summary>
    public const long Read = 200;

    /// <summary>Of one read: then the next server is asked.</summary>
    public const long ReadLimit = 250;

    /// <summary>While the store answers: keeps the connections and the board warm.</summary>
    public const long Ask = 1_000;

    /// <summary>While it may be falling silent, is, or something is hidden.</summary>
    public const long AskHurried = 100;

    /// <summary>Of one question to an agent.</summary>
    public const long AskLimit = 400;
}
