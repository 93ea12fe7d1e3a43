using FailoverCtl.Dns.Wire;

namespace FailoverCtl.Dns.Notifying;

/// <summary>What a secondary made of a NOTIFY.</summary>
public abstract record NotifyOutcome
{
    private NotifyOutcome() { }

    /// <summary>It answers the epoch: read back from it.</summary>
    public sealed record Serves : NotifyOutcome;

    /// <summary>It was told, and does not answer the epoch yet, or does not answer this server at all.</summary>
    public sealed record Acknowledged : NotifyOutcome;

    /// <summary>It understood and declined.</summary>
    public sealed record Refused(Rcode Code) : NotifyOutcome;

    /// <summary>An answer that its key did not sign, with that code: perhaps not its own.</summary>
    public sealed record Unsigned(Rcode Code) : NotifyOutcome;

    /// <summary>No answer to any of the attempts.</summary>
    public sealed record Silent : NotifyOutcome;

    /// <summary>It could not be sent.</summary>
    public sealed record Failed(string Why) : NotifyOutcome;

    /// <summary>This process does not hold the secondary's key: it gets no NOTIFY and no transfer.</summary>
    public sealed record NoKey : NotifyOutcome;
}

/// <param name="Sentence">What, where, why and what to do, for the operator.</param>
public sealed record NotifyResult(string Secondary, uint Serial, NotifyOutcome Outcome, string Sentence);
