namespace FailoverCtl.Store;

/// <summary>Why the store gave no answer.</summary>
public enum StoreFailureKind
{
    /// <summary>No connection, or one that broke before the answer was whole.</summary>
    Unreachable,

    /// <summary>No whole answer within the time limit.</summary>
    TimedOut,

    /// <summary>The server answered that it cannot serve now (500): mostly an election. The embedded store: its disk.</summary>
    NoLeader,

    /// <summary>The server asks for patience (429, 503): slow, never dead.</summary>
    Slow,

    /// <summary>The token was not accepted (401, 403).</summary>
    Refused,

    /// <summary>The server's certificate, or ours, was not accepted: nobody knows who answers there.</summary>
    Untrusted,

    /// <summary>The request or the answer is over a size limit; an oversized request is not sent.</summary>
    TooLarge,

    /// <summary>An answer that is not what the interface promises, whatever its status.</summary>
    Malformed,
}

/// <summary>A failure of the store, as a value.</summary>
/// <param name="Message">A sentence for the person on call: which server, what, and the limit or the server's own words. Without a full stop, so that it can be part of a longer one.</param>
public sealed record StoreFailure(StoreFailureKind Kind, string Message);
