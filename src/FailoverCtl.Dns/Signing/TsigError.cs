namespace FailoverCtl.Dns.Signing;

/// <summary>What was wrong with a signature (RFC 8945 section 4.2, RFC 6895 section 2.3).</summary>
public enum TsigError
{
    None = 0,

    /// <summary>The MAC is not that of the message.</summary>
    BadSignature = 16,

    /// <summary>No such key here, or another algorithm.</summary>
    BadKey = 17,

    /// <summary>The clocks of the two hosts differ by more than the fudge.</summary>
    BadTime = 18,

    /// <summary>The MAC is cut shorter than is accepted here.</summary>
    BadTruncation = 22,
}
