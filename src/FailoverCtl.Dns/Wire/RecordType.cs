namespace FailoverCtl.Dns.Wire;

/// <summary>The record and question types that this role treats in a way of their own; all others have no data (RFC 3597).</summary>
public enum RecordType : ushort
{
    A = 1,
    Ns = 2,
    Soa = 6,
    HInfo = 13,
    Txt = 16,
    Aaaa = 28,
    Opt = 41,
    TKey = 249,
    TSig = 250,
    Ixfr = 251,
    Axfr = 252,
    MailB = 253,
    MailA = 254,
    Any = 255,
}
