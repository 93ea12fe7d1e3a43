using System.Runtime.CompilerServices;
using FailoverCtl.Dns.Wire;
using FailoverCtl.Dns.Zones;

namespace FailoverCtl.Dns.Answering;

/// <summary>
/// Answers one query from one snapshot, in place, without allocating. Never throws, whatever the bytes. A signed query is
/// only recognised: <see cref="Reply.Signed"/>.
/// </summary>
public static class Responder
{
    /// <summary>Least size of the buffer: the longest question and any answer over plain UDP fit.</summary>
    public const int BufferBytesMin = MessageHeader.PlainUdpBytes;

    /// <summary>Buffer that any answer over TCP fits into.</summary>
    public const int TcpBufferBytes = MessageHeader.TcpBytes;

    /// <summary>The minimal answer to ANY: HINFO "RFC8482" "", TTL 300 s (RFC 8482 section 4.2).</summary>
    private static ReadOnlySpan<byte> AnyBody =>
        [
            0,
            13,
            0,
            1,
            0,
            0,
            1,
            44,
            0,
            9,
            7,
            (byte)'R',
            (byte)'F',
            (byte)'C',
            (byte)'8',
            (byte)'4',
            (byte)'8',
            (byte)'2',
            0,
        ];

    /// <param name="buffer">Holds the query and takes the answer; at least <see cref="BufferBytesMin"/>.</param>
    /// <param name="length">Bytes of the query.</param>
    /// <param name="random">State of the weighted draw; belongs to the calling thread.</param>
    public static Reply Answer(Span<byte> buffer, int length, ZoneSnapshot zone, ref ulong random, Transport transport)
    {
        // A response is never answered: two servers could talk to each other for ever.
        if (length < MessageHeader.Bytes || (buffer[2] & MessageHeader.Response) != 0)
        {
            return Reply.Drop;
        }

        if ((buffer[2] & MessageHeader.Opcode) != 0)
        {
            return ReplyWriter.HeaderOnly(buffer, Rcode.NotImplemented);
        }

        if (!QueryHead.TryRead(buffer[..length], out var head))
        {
            return ReplyWriter.HeaderOnly(buffer, Rcode.FormatError);
        }

        return head.IsSigned ? Reply.Signed : Answer(buffer, head, zone, ref random, transport, 0);
    }

    /// <summary>Answers a query that was read, as if it were not signed.</summary>
    /// <param name="reservedBytes">Kept free behind the answer, for a signature.</param>
    [SkipLocalsInit]
    internal static Reply Answer(
        Span<byte> buffer,
        QueryHead head,
        ZoneSnapshot zone,
        ref ulong random,
        Transport transport,
        int reservedBytes
    )
    {
        var writer = new ReplyWriter(buffer, head, transport, reservedBytes);
        if (head.Edns.Version != 0)
        {
            return writer.Finish(Rcode.BadVersion, authoritative: false);
        }

        Span<byte> lower = stackalloc byte[WireName.BytesMax];
        lower = lower[..head.NameLength];
        var hash = WireName.Fold(buffer.Slice(MessageHeader.Bytes, head.NameLength), lower);
        if (head.Class != MessageHeader.ClassIn || !TryFindApex(lower, head.Labels, zone, out var apexAt))
        {
            return writer.Finish(Rcode.Refused, authoritative: false);
        }

        if (MetaCode(head.Type) is { } meta)
        {
            return writer.Finish(meta, authoritative: false);
        }

        var code = Rcode.NoError;
        if (!zone.Table.TryFind(lower, hash, out var sets))
        {
            code = Rcode.NameError;
        }

        if (!TryAnswer(ref writer, zone.Table, sets, head.Type, ref random))
        {
            writer.Authority(MessageHeader.Bytes + apexAt, zone.Table.Negative);
        }

        return writer.Finish(code, authoritative: true);
    }

    /// <param name="at">Where in the name the zone's name starts.</param>
    private static bool TryFindApex(ReadOnlySpan<byte> lower, int labels, ZoneSnapshot zone, out int at)
    {
        at = 0;
        for (var extra = labels - zone.ApexLabels; extra > 0; extra--)
        {
            at += lower[at] + 1;
        }

        return lower[at..].SequenceEqual(zone.Apex);
    }

    /// <summary>Question types that name no record; transfers are for secondaries, which sign (RFC 8945).</summary>
    private static Rcode? MetaCode(RecordType type) =>
        type switch
        {
            RecordType.Axfr or RecordType.Ixfr => Rcode.Refused,
            RecordType.TKey or RecordType.TSig or RecordType.MailA or RecordType.MailB => Rcode.NotImplemented,
            RecordType.Opt => Rcode.FormatError,
            _ => null,
        };

    private static bool TryAnswer(
        ref ReplyWriter writer,
        ZoneTable table,
        scoped ReadOnlySpan<RecordSet> sets,
        RecordType type,
        ref ulong random
    )
    {
        if (type == RecordType.Any && !sets.IsEmpty)
        {
            writer.Answer(AnyBody);
            return true;
        }

        foreach (ref readonly var set in sets)
        {
            if (set.Type != type)
            {
                continue;
            }

            var records = table.RecordsOf(set);
            var first = records.Length == 1 ? 0 : WeightedDraw.Next(records, set.TotalWeight, ref random);
            // All addresses: the draw decides which comes first, since most clients take the first one.
            for (var i = 0; i < (set.One ? 1 : records.Length); i++)
            {
                writer.Answer(table.BodyOf(records[(first + i) % records.Length]));
            }

            return true;
        }

        return false;
    }
}
