using System.Buffers.Binary;
using System.Net;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Probing.Answers;

/// <summary>
/// What a DNS message says in answer to a question. Strict about what it reads and bounded by the message: every step goes
/// forward, names are stepped over and never followed.
/// </summary>
/// <param name="allowed">Addresses that may be answered; empty: any answer without an error is good.</param>
internal sealed class DnsAnswer(DnsType type, IEnumerable<string> allowed)
{
    private const int ResponseBit = 0x80;
    private const int TruncatedBit = 0x02;
    private const int OpcodeBits = 0x78;
    private const int RcodeBits = 0x0F;
    private const int RecordFixed = 10;
    private const int PointerBits = 0xC0;

    private readonly byte[][] _allowed = [.. allowed.Select(static a => IPAddress.Parse(a).GetAddressBytes())];

    /// <param name="query">What was sent, its id included.</param>
    /// <returns>Null: it answers another question, or is none at all; the true answer may still come.</returns>
    public Meaning? Read(ReadOnlySpan<byte> query, ReadOnlySpan<byte> message)
    {
        if (
            message.Length < DnsQuery.HeaderLength
            || !message[..2].SequenceEqual(query[..2])
            || (message[2] & ResponseBit) == 0
            || (message[2] & OpcodeBits) != 0
        )
        {
            return null;
        }

        var rcode = message[3] & RcodeBits;
        var questions = BinaryPrimitives.ReadUInt16BigEndian(message[4..]);
        var question = query[DnsQuery.HeaderLength..];
        if (questions == 0 && rcode != 0)
        {
            // A server that could not even read the question owes no copy of it.
            return Meaning.Wrong(Flaw.Status, rcode);
        }

        if (questions != 1 || !Repeats(message[DnsQuery.HeaderLength..], question))
        {
            return null;
        }

        if (rcode != 0 || _allowed.Length == 0)
        {
            return rcode != 0 ? Meaning.Wrong(Flaw.Status, rcode) : Meaning.Good;
        }

        var addresses = Addresses(message, DnsQuery.HeaderLength + question.Length);
        return addresses.Flaw == Flaw.Empty && IsCut(message) ? Meaning.Wrong(Flaw.TooLarge) : addresses;
    }

    private static bool IsCut(ReadOnlySpan<byte> message) => (message[2] & TruncatedBit) != 0;

    /// <summary>Letters of either case are the same name (RFC 4343).</summary>
    private static bool Repeats(ReadOnlySpan<byte> message, ReadOnlySpan<byte> question) =>
        message.Length >= question.Length
        && System.Text.Ascii.EqualsIgnoreCase(message[..(question.Length - 4)], question[..^4])
        && message.Slice(question.Length - 4, 4).SequenceEqual(question[^4..]);

    private Meaning Addresses(ReadOnlySpan<byte> message, int at)
    {
        var found = false;
        for (var left = BinaryPrimitives.ReadUInt16BigEndian(message[6..]); left > 0; left--)
        {
            at = AfterName(message, at);
            if (at < 0 || at + RecordFixed > message.Length)
            {
                return Meaning.Wrong(Flaw.Malformed);
            }

            var recordType = BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
            at += RecordFixed;
            if (at + length > message.Length)
            {
                return Meaning.Wrong(Flaw.Malformed);
            }

            if (recordType == (ushort)type)
            {
                if (!IsAllowed(message.Slice(at, length)))
                {
                    return Meaning.Wrong(Flaw.Content);
                }

                found = true;
            }

            at += length;
        }

        return found ? Meaning.Good : Meaning.Wrong(Flaw.Empty);
    }

    private bool IsAllowed(ReadOnlySpan<byte> address)
    {
        foreach (var one in _allowed)
        {
            if (address.SequenceEqual(one))
            {
                return true;
            }
        }

        return false;
    }

    private static int AfterName(ReadOnlySpan<byte> message, int at)
    {
        while (at < message.Length)
        {
            var length = message[at];
            if ((length & PointerBits) == PointerBits)
            {
                return at + 2;
            }

            if ((length & PointerBits) != 0)
            {
                return -1;
            }

            at += length + 1;
            if (length == 0)
            {
                return at;
            }
        }

        return -1;
    }
}
