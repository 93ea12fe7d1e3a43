using FailoverCtl.Dns.Wire;

namespace FailoverCtl.Dns.Answering;

/// <summary>What became of a query.</summary>
/// <param name="Length">Bytes of the answer, which stands where the query stood; 0: no answer is sent.</param>
/// <param name="QuestionEnd">Offset behind the question that the answer repeats; 0: it repeats none.</param>
/// <param name="OptBytes">Bytes of the OPT record that ends the answer; 0: there is none.</param>
public readonly record struct Reply(int Length, Rcode Code, ReplyKind Kind, int QuestionEnd, int OptBytes)
{
    public static Reply Drop => default;

    /// <summary>The query is well formed and signed: it is as it came, and whoever has keys answers it.</summary>
    public static Reply Signed => new(0, Rcode.NoError, ReplyKind.Signed, 0, 0);

    public bool IsDrop => Kind == ReplyKind.Dropped;
}

/// <summary>What an answer says, as far as rate limits tell answers apart.</summary>
public enum ReplyKind
{
    Dropped,

    /// <summary>Records.</summary>
    Data,

    /// <summary>The name or the type does not exist.</summary>
    Negative,

    /// <summary>Refused, not understood, not implemented.</summary>
    Error,

    /// <summary>Not answered yet: it takes a key.</summary>
    Signed,
}

/// <summary>What carries a query; it bounds the size of the answer.</summary>
public enum Transport
{
    Udp,
    Tcp,
}
