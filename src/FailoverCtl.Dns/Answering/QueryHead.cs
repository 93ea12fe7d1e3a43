using System.Buffers.Binary;
using FailoverCtl.Dns.Wire;

namespace FailoverCtl.Dns.Answering;

/// <summary>What a query asks, without its name, which stays where it is (offset 12).</summary>
/// <param name="QuestionEnd">Offset behind the question.</param>
/// <param name="Labels">Labels of the name, the root not counted.</param>
internal readonly record struct QueryHead(int QuestionEnd, int Labels, RecordType Type, ushort Class)
{
    /// <summary>The asker's OPT record; default: it sent none.</summary>
    public EdnsAsk Edns { get; private init; }

    /// <summary>Offset of the TSIG record, which ends the message; 0: not signed.</summary>
    public int TsigAt { get; private init; }

    public bool IsSigned => TsigAt > 0;

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

        head = new(nameEnd + 4, labels, (RecordType)UInt16(message, nameEnd), UInt16(message, nameEnd + 2));
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
            var start = at;
            if (!WireName.TrySkip(message, ref at) || at + MessageHeader.RecordFixedBytes > message.Length)
            {
                return false;
            }

            var fixedAt = at;
            at += MessageHeader.RecordFixedBytes + UInt16(message, at + 8);
            if (at > message.Length)
            {
                return false;
            }

            switch ((RecordType)UInt16(message, fixedAt))
            {
                // RFC 6891 section 6.1.1: one OPT at most, in the additional section, owned by the root.
                case RecordType.Opt:
                    if (i < plain || head.Edns.IsThere || message[start] != 0)
                    {
                        return false;
                    }

                    head = head with { Edns = EdnsAsk.Read(message[fixedAt..at]) };
                    // What options look like in another version is not known here: BADVERS answers that.
                    if (head.Edns.Version == 0 && !EdnsAsk.OptionsFit(message[fixedAt..at]))
                    {
                        return false;
                    }

                    break;

                // RFC 8945 section 5.1: the last record of all, once.
                case RecordType.TSig:
                    if (i < plain || i < all - 1)
                    {
                        return false;
                    }

                    head = head with { TsigAt = start };
                    break;
            }
        }

        return at == message.Length;
    }

    private static ushort UInt16(ReadOnlySpan<byte> message, int at) =>
        BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
}
