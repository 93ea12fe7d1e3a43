using FailoverCtl.Dns.Answering;
using FailoverCtl.Dns.Signing;
using FailoverCtl.Dns.Wire;
using FailoverCtl.Dns.Zones;

namespace FailoverCtl.Dns.Transferring;

/// <summary>
/// Who gets the zone, and how: the whole of it (AXFR, RFC 5936), also to who asks for differences (IXFR, RFC 1995 section 4),
/// over TCP, to secondaries that the topology declares and that sign with their key. Nobody else.
/// </summary>
internal static class TransferDesk
{
    /// <param name="buffer">The query, whose signature was good and is no longer counted.</param>
    public static SignedReply Answer(
        Span<byte> buffer,
        QueryHead head,
        ZoneSnapshot zone,
        TsigSession session,
        Transport transport
    )
    {
        var query = buffer[..head.TsigAt];
        uint known = 0;
        if (head.Type == RecordType.Ixfr && !IncrementalQuery.TryReadSerial(query, head, out known))
        {
            return Refuse(buffer, head, Rcode.FormatError, session, transport);
        }

        if (head.Class != MessageHeader.ClassIn || !IsApex(query, head, zone))
        {
            return Refuse(buffer, head, Rcode.NotAuthoritative, session, transport);
        }

        if (!zone.Secondaries.Any(s => SameKey(s.Key, session.Key.Name)))
        {
            return Refuse(buffer, head, Rcode.Refused, session, transport);
        }

        if (head.Type == RecordType.Ixfr && (transport == Transport.Udp || !SerialNumber.IsNewer(zone.Serial, known)))
        {
            // Nothing newer, or too much for a datagram: the SOA alone says which (RFC 1995 section 2).
            var writer = new ReplyWriter(buffer, head, transport, TsigRecord.BytesMax);
            writer.Answer(zone.Table.All().First(static r => r.Type == RecordType.Soa).Body.Span);
            return Signed(buffer, writer.Finish(Rcode.NoError, authoritative: true), session);
        }

        return transport == Transport.Udp
            ? Refuse(buffer, head, Rcode.Refused, session, transport)
            : new(default, IsVerified: true, new ZoneTransfer(zone, query, head, session));
    }

    private static bool SameKey(string declared, string used) =>
        string.Equals(declared.TrimEnd('.'), used, StringComparison.OrdinalIgnoreCase);

    private static bool IsApex(ReadOnlySpan<byte> query, QueryHead head, ZoneSnapshot zone)
    {
        Span<byte> lower = stackalloc byte[WireName.BytesMax];
        WireName.Fold(query.Slice(MessageHeader.Bytes, head.NameLength), lower);
        return lower[..head.NameLength].SequenceEqual(zone.Apex);
    }

    private static SignedReply Refuse(
        Span<byte> buffer,
        QueryHead head,
        Rcode code,
        TsigSession session,
        Transport transport
    )
    {
        var writer = new ReplyWriter(buffer, head, transport, TsigRecord.BytesMax);
        return Signed(buffer, writer.Finish(code, authoritative: false), session);
    }

    private static SignedReply Signed(Span<byte> buffer, Reply reply, TsigSession session) =>
        new(reply with { Length = session.Sign(buffer, reply.Length) }, IsVerified: true, Transfer: null);
}
