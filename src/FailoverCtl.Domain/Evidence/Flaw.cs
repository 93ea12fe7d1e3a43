using System.Text.Json.Serialization;

namespace FailoverCtl.Domain.Evidence;

/// <summary>
/// What exactly was wrong with an answer. Decisions look at <see cref="FailureKind"/> only; this is for whoever has to mend it.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<Flaw>))]
public enum Flaw
{
    None,

    /// <summary>Another status than expected: the observation's code (HTTP status, DNS rcode, gRPC health or status).</summary>
    Status,

    /// <summary>The body lacks what it must contain, or a DNS answer has another address than expected.</summary>
    Content,

    /// <summary>A DNS answer without an address.</summary>
    Empty,

    /// <summary>Not of the protocol, or cut off.</summary>
    Malformed,

    /// <summary>More than is read of an answer, without what was looked for.</summary>
    TooLarge,

    /// <summary>The answer began in time and did not end in time.</summary>
    Slow,

    /// <summary>A redirection that is not followed: to elsewhere, or one too many.</summary>
    Redirect,

    /// <summary>The TLS handshake came to no end that both sides accept.</summary>
    Handshake,

    /// <summary>The certificate, or one that it rests on, has ended by this host's clock.</summary>
    Expired,

    /// <summary>The certificate has not begun by this host's clock.</summary>
    NotYetValid,

    /// <summary>The certificate is for other names.</summary>
    WrongName,

    /// <summary>No trusted root stands behind the certificate.</summary>
    Untrusted,

    /// <summary>This host may not ask in that way: nothing is known of the endpoint.</summary>
    NotAllowed,
}
