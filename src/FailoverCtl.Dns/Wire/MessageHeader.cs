namespace FailoverCtl.Dns.Wire;

/// <summary>Offsets and bits of the fixed part of a message (RFC 1035 section 4.1.1) and the sizes it is held to.</summary>
internal static class MessageHeader
{
    public const int Bytes = 12;

    public const int Questions = 4;
    public const int Answers = 6;
    public const int Authorities = 8;
    public const int Additionals = 10;

    // In byte 2.
    public const int Response = 0x80;
    public const int Opcode = 0x78;
    public const int Authoritative = 0x04;
    public const int Truncated = 0x02;
    public const int RecursionDesired = 0x01;

    // In byte 3.
    public const int Code = 0x0F;

    public const ushort ClassIn = 1;

    /// <summary>The top bits of a length octet that make it a pointer (RFC 1035 section 4.1.4).</summary>
    public const int Pointer = 0xC0;

    /// <summary>TYPE, CLASS, TTL and RDLENGTH: what stands between a record's owner name and its data.</summary>
    public const int RecordFixedBytes = 10;

    /// <summary>UDP without EDNS (RFC 1035 section 2.3.4).</summary>
    public const int PlainUdpBytes = 512;

    /// <summary>UDP with EDNS: no fragment on any usual path (DNS flag day 2020).</summary>
    public const int EdnsUdpBytes = 1232;

    /// <summary>An OPT record without options: root name, fixed part.</summary>
    public const int OptBytes = 1 + RecordFixedBytes;

    /// <summary>The longest answer over TCP. The zone builder refuses a record set that would need more.</summary>
    public const int TcpBytes = 16_384;
}
