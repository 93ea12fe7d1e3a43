using FailoverCtl.Dns.Wire;

namespace FailoverCtl.Dns.Answering;

/// <summary>What became of a query.</summary>
/// <param name="Length">Bytes of the answer, which stands where the query stood; 0: no answer is sent.</param>
public readonly record struct Reply(int Length, Rcode Code)
{
    public static Reply Drop => default;

    public bool IsDrop => Length == 0;
}

/// <summary>What carries a query; it bounds the size of the answer.</summary>
public enum Transport
{
    Udp,
    Tcp,
}
