using System.Buffers.Binary;
using FailoverCtl.Dns.Answering;
using FailoverCtl.Dns.Signing;
using FailoverCtl.Dns.Wire;
using FailoverCtl.Dns.Zones;

namespace FailoverCtl.Dns.Notifying;

/// <summary>Tells a secondary that there is a new serial (RFC 1996 section 3), signed, and reads what it says to that.</summary>
internal sealed class NotifyMessage
{
    private const int NotifyOpcode = 4 << 3;

    private readonly ushort _id;
    private readonly TsigKey _key;
    private readonly TimeProvider _time;
    private readonly byte[] _mac;

    /// <param name="id">Drawn at random: the answer has to know it.</param>
    public NotifyMessage(ZoneSnapshot zone, ushort id, TsigKey key, TimeProvider time)
    {
        (_id, _key, _time) = (id, key, time);
        var soa = zone.Table.All().First(static r => r.Type == RecordType.Soa);
        var buffer = new byte[Responder.BufferBytesMin + soa.Body.Length];
        var at = MessageHeader.Bytes;
        BinaryPrimitives.WriteUInt16BigEndian(buffer, id);
        buffer[2] = NotifyOpcode | MessageHeader.Authoritative;
        buffer[MessageHeader.Questions + 1] = 1;
        buffer[MessageHeader.Answers + 1] = 1;
        zone.Apex.CopyTo(buffer, at);
        at += zone.Apex.Length;
        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(at), (ushort)RecordType.Soa);
        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(at + 2), MessageHeader.ClassIn);
        at += 4;
        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(at), (MessageHeader.Pointer << 8) | MessageHeader.Bytes);
        soa.Body.Span.CopyTo(buffer.AsSpan(at + 2));
        at += 2 + soa.Body.Length;
        var signed = new TsigSession(key, [], time).Sign(buffer, at);
        Bytes = buffer.AsMemory(0, signed);
        Span<byte> names = stackalloc byte[WireName.BytesMax * 2];
        TsigRecord.TryRead(buffer.AsSpan(0, signed), at, names, out var record);
        _mac = record.Mac.ToArray();
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <param name="answer">What came from the secondary's address; it is changed.</param>
    /// <returns>Null: it answers something else, or nobody that holds the key has signed it.</returns>
    public NotifyOutcome? Read(Span<byte> answer)
    {
        if (
            answer.Length < MessageHeader.Bytes
            || BinaryPrimitives.ReadUInt16BigEndian(answer) != _id
            || (answer[2] & (MessageHeader.Response | MessageHeader.Opcode)) != (MessageHeader.Response | NotifyOpcode)
        )
        {
            return null;
        }

        var code = (Rcode)(answer[3] & MessageHeader.Code);
        if (!IsSigned(answer))
        {
            // Anyone could have sent it: it ends nothing, and is worth telling.
            return new NotifyOutcome.Unsigned(code);
        }

        return code == Rcode.NoError ? new NotifyOutcome.Acknowledged() : new NotifyOutcome.Refused(code);
    }

    private bool IsSigned(Span<byte> answer)
    {
        Span<byte> names = stackalloc byte[WireName.BytesMax * 2];
        return QueryHead.TryRead(answer, out var head)
            && head.IsSigned
            && TsigRecord.TryRead(answer, head.TsigAt, names, out var record)
            && TsigCheck.Of(answer, head.TsigAt, record, _key, _mac, _time.GetUtcNow().ToUnixTimeSeconds())
                == TsigError.None;
    }
}
