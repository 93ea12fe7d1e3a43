using FailoverCtl.Decision.Reflex;

namespace FailoverCtl.Control.Reflex;

/// <summary>
/// How often the reflex of a DNS role does what nobody asked for, ms. Relations: a read may take as long as the store may be
/// without answering; two more begin meanwhile, with other servers, so that one that hangs is no silence.
/// </summary>
public static class ReflexCadence
{
    public const long Tick = 50;

    /// <summary>Between the starts of two consistent reads.</summary>
    public const long Read = 200;

    /// <summary>Of one read: a later answer would come after the silence has begun.</summary>
    public const long ReadLimit = StoreSilence.SilentMilliseconds;

    /// <summary>Reads under way: as many as begin within the limit of one.</summary>
    public const int ReadsMax = 3;

    /// <summary>While the store answers: keeps the connections and the board warm.</summary>
    public const long Ask = 1_000;

    /// <summary>While it may be falling silent, is, or something is hidden.</summary>
    public const long AskHurried = 100;

    /// <summary>Of one question to an agent.</summary>
    public const long AskLimit = 400;
}
