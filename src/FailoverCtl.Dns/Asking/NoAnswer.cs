namespace FailoverCtl.Dns.Asking;

/// <summary>Why a question brought no answer that says something.</summary>
public enum NoAnswer
{
    /// <summary>Nothing came in time. It says nothing about what the server answers others (I-10).</summary>
    Timeout,

    /// <summary>Nobody listens there, or there is no way to it.</summary>
    Unreachable,

    /// <summary>The server answered with an error code.</summary>
    Refused,

    /// <summary>What came is not what was asked for.</summary>
    Malformed,
}
