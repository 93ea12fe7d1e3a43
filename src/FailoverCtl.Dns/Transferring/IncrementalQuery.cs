using System.Buffers.Binary;
using FailoverCtl.Dns.Answering;
using FailoverCtl.Dns.Wire;

namespace FailoverCtl.Dns.Transferring;

/// <summary>The serial that a secondary has, from the SOA in the authority section of its IXFR query (RFC 1995 section 3).</summary>
internal static class IncrementalQuery
{
    /// <summary>Serial, refresh, retry, expire, minimum: what ends an SOA.</summary>
    private const int NumbersBytes = 20;

    /// <param name="message">Read as a whole by <see cref="QueryHead.TryRead"/>, so every record in it has its length.</param>
    public static bool TryReadSerial(ReadOnlySpan<byte> message, QueryHead head, out uint serial)
    {
        serial = 0;
        var at = head.QuestionEnd;
        if (
            BinaryPrimitives.ReadUInt16BigEndian(message[MessageHeader.Answers..]) != 0
            || BinaryPrimitives.ReadUInt16BigEndian(message[MessageHeader.Authorities..]) != 1
            || !WireName.TrySkip(message, ref at)
        )
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
        if ((RecordType)BinaryPrimitives.ReadUInt16BigEndian(message[at..]) != RecordType.Soa || length < NumbersBytes)
        {
            return false;
        }

        serial = BinaryPrimitives.ReadUInt32BigEndian(
            message[(at + MessageHeader.RecordFixedBytes + length - NumbersBytes)..]
        );
        return true;
    }
}
