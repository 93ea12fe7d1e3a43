namespace FailoverCtl.Dns.Wire;

/// <summary>How an answer ended (RFC 1035 section 4.1.1; 16 needs EDNS, RFC 6891 section 9).</summary>
public enum Rcode
{
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,

    /// <summary>NXDOMAIN: the name does not exist, whatever the type.</summary>
    NameError = 3,
    NotImplemented = 4,
    Refused = 5,

    /// <summary>NOTAUTH: not the authority for the zone, or the signature is not good (RFC 8945 section 5.2).</summary>
    NotAuthoritative = 9,
    BadVersion = 16,
}
