using System.Buffers.Binary;
using FailoverCtl.Dns.Wire;

namespace FailoverCtl.Dns.Answering;

/// <summary>What a query asks, without its name, which stays where it is (offset 12).</summary>
/// <param name="QuestionEnd">Offset behind the question.</param>
/// <param name="Labels">Labels of the name, the root not counted.</param>
/// <param name="Edns">An OPT record is there.</param>
/// <param name="EdnsVersion">0 is the only one that exists (RFC 6891).</param>
/// <param name="UdpBytes">What the asker says it can take over UDP.</param>
internal readonly record struct QueryHead(
    int QuestionEnd,
    int Labels,
    RecordType Type,
    ushort Class,
    bool Edns,
    byte EdnsVersion,
    ushort UdpBytes
)
{
    public int NameLength => QuestionEnd - 4 - MessageHeader.Bytes;

    /// <returns>False: the message is not well formed, or has not exactly one question.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, out QueryHead head)
    {
        head = default;
        if (
            UInt16(message, MessageHeader.Questions) != 1
            || !TryReadQuestionName(message, out var labels, out var nameEnd)
            || nameEnd + 4 > message.Length
        )
        {
            return false;
        }

        head = new(
            nameEnd + 4,
            labels,
            (RecordType)UInt16(message, nameEnd),
            UInt16(message, nameEnd + 2),
            false,
            0,
            MessageHeader.PlainUdpBytes
        );
        return TryReadRecords(message, ref head);
    }

    private static bool TryReadQuestionName(ReadOnlySpan<byte> message, out int labels, out int end)
    {
        labels = 0;
        end = MessageHeader.Bytes;
        while (end < message.Length)
        {
            int length = message[end];
            end += length + 1;
            // A pointer or an extended label has no place in a question: it could only point at the header.
            if (length > WireName.LabelBytesMax || end - MessageHeader.Bytes > WireName.BytesMax)
            {
                return false;
            }

            if (length == 0)
            {
                return true;
            }

            labels++;
        }

        return false;
    }

    /// <summary>Walks what follows the question; each record takes at least 11 bytes, so the message bounds the walk.</summary>
    private static bool TryReadRecords(ReadOnlySpan<byte> message, ref QueryHead head)
    {
        var plain = UInt16(message, MessageHeader.Answers) + UInt16(message, MessageHeader.Authorities);
        var all = plain + UInt16(message, MessageHeader.Additionals);
        var at = head.QuestionEnd;
        for (var i = 0; i < all; i++)
        {
            var isRoot = at < message.Length && message[at] == 0;
            if (!TrySkipName(message, ref at) || at + MessageHeader.RecordFixedBytes > message.Length)
            {
                return false;
            }

            var fixedAt = at;
            at += MessageHeader.RecordFixedBytes + UInt16(message, at + 8);
            if (at > message.Length)
            {
                return false;
            }

            if ((RecordType)UInt16(message, fixedAt) != RecordType.Opt)
            {
                continue;
            }

            // RFC 6891 section 6.1.1: one OPT at most, in the additional section, owned by the root.
            if (
                i < plain
                || head.Edns
                || !isRoot
                || !OptionsFit(message[(fixedAt + MessageHeader.RecordFixedBytes)..at])
            )
            {
                return false;
            }

            head = head with
            {
                Edns = true,
                EdnsVersion = message[fixedAt + 5],
                UdpBytes = UInt16(message, fixedAt + 2),
            };
        }

        return at == message.Length;
    }

    private static bool TrySkipName(ReadOnlySpan<byte> message, ref int at)
    {
        while (at < message.Length)
        {
            int length = message[at];
            if (length >= MessageHeader.Pointer)
            {
                at += 2;
                return at <= message.Length;
            }

            at += length + 1;
            if (length is 0 or > WireName.LabelBytesMax)
            {
                return length == 0;
            }
        }

        return false;
    }

    private static bool OptionsFit(ReadOnlySpan<byte> options)
    {
        while (options.Length >= 4)
        {
            var length = 4 + UInt16(options, 2);
            if (length > options.Length)
            {
                return false;
            }

            options = options[length..];
        }

        return options.IsEmpty;
    }

    private static ushort UInt16(ReadOnlySpan<byte> message, int at) =>
        BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
}
