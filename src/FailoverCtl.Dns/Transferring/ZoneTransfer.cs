using System.Buffers.Binary;
using FailoverCtl.Dns.Answering;
using FailoverCtl.Dns.Signing;
using FailoverCtl.Dns.Wire;
using FailoverCtl.Dns.Zones;

namespace FailoverCtl.Dns.Transferring;

/// <summary>
/// The whole zone in signed messages, SOA first and last (RFC 5936 section 2.2). Weights cannot be told: a name gets all of its
/// addresses that have one. Bound to one snapshot, whatever is published meanwhile.
/// </summary>
internal sealed class ZoneTransfer
{
    private readonly byte[] _head;
    private readonly QueryHead _query;
    private readonly TsigSession _session;
    private readonly IEnumerator<OwnedRecord> _records;
    private bool _isFirst = true;
    private bool _isDone;

    /// <param name="query">The query's bytes, of which header and question are kept.</param>
    public ZoneTransfer(ZoneSnapshot zone, ReadOnlySpan<byte> query, QueryHead head, TsigSession session)
    {
        (_head, _query, _session) = (query[..head.QuestionEnd].ToArray(), head, session);
        _records = Ordered(zone.Table).GetEnumerator();
        _isDone = !_records.MoveNext();
    }

    /// <param name="buffer">At least <see cref="Responder.TcpBufferBytes"/>: any record fits several times.</param>
    /// <returns>False: the last message was written before.</returns>
    public bool TryWriteNext(Span<byte> buffer, out int length)
    {
        length = 0;
        if (_isDone)
        {
            return false;
        }

        var at = WriteHead(buffer);
        var limit = Math.Min(buffer.Length, MessageHeader.TcpBytes) - MessageHeader.OptBytes - TsigRecord.BytesMax;
        var (records, owner, ownerAt) = (0, default(ReadOnlyMemory<byte>), 0);
        while (!_isDone && at + WireName.BytesMax + _records.Current.Body.Length <= limit)
        {
            var record = _records.Current;
            if (records > 0 && record.Owner.Span.SequenceEqual(owner.Span))
            {
                BinaryPrimitives.WriteUInt16BigEndian(buffer[at..], (ushort)((MessageHeader.Pointer << 8) | ownerAt));
                at += 2;
            }
            else
            {
                (owner, ownerAt) = (record.Owner, at);
                record.Owner.Span.CopyTo(buffer[at..]);
                at += record.Owner.Length;
            }

            record.Body.Span.CopyTo(buffer[at..]);
            at += record.Body.Length;
            records++;
            _isDone = !_records.MoveNext();
        }

        BinaryPrimitives.WriteUInt16BigEndian(buffer[MessageHeader.Answers..], (ushort)records);
        if (_isFirst && _query.Edns.IsThere)
        {
            _query.Edns.WriteAnswer(buffer.Slice(at, MessageHeader.OptBytes), Rcode.NoError);
            at += MessageHeader.OptBytes;
            buffer[MessageHeader.Additionals + 1] = 1;
        }

        _isFirst = false;
        length = _session.Sign(buffer, at);
        return true;
    }

    /// <summary>The question stands in the first message only (RFC 5936 section 2.2.1).</summary>
    private int WriteHead(Span<byte> buffer)
    {
        var head = _isFirst ? _head : _head.AsSpan(0, MessageHeader.Bytes);
        head.CopyTo(buffer);
        buffer[2] = (byte)(
            MessageHeader.Response | MessageHeader.Authoritative | (_head[2] & MessageHeader.RecursionDesired)
        );
        buffer[3] = 0;
        buffer[MessageHeader.Questions..MessageHeader.Bytes].Clear();
        buffer[MessageHeader.Questions + 1] = _isFirst ? (byte)1 : (byte)0;
        return head.Length;
    }

    private static IEnumerable<OwnedRecord> Ordered(ZoneTable table)
    {
        var soa = table.All().First(static r => r.Type == RecordType.Soa);
        return table.All().Where(static r => r.Type != RecordType.Soa).Prepend(soa).Append(soa);
    }
}
