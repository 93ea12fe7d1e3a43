using System.Buffers.Binary;
using FailoverCtl.Dns.Wire;

namespace FailoverCtl.Dns.Answering;

/// <summary>Writes an answer over its query: the question stays, so the asker's spelling is kept (RFC 4343 section 4.1).</summary>
internal ref struct ReplyWriter
{
    private readonly Span<byte> _buffer;
    private readonly QueryHead _head;

    /// <summary>Where records must end; OPT has its place behind.</summary>
    private readonly int _recordLimit;

    private int _at;
    private int _answers;
    private int _authorities;
    private bool _overflow;

    public ReplyWriter(Span<byte> buffer, QueryHead head, Transport transport)
    {
        _buffer = buffer;
        _head = head;
        _at = head.QuestionEnd;
        var limit = transport switch
        {
            Transport.Tcp => MessageHeader.TcpBytes,
            Transport.Udp => Math.Clamp((int)head.UdpBytes, MessageHeader.PlainUdpBytes, MessageHeader.EdnsUdpBytes),
        };
        _recordLimit = Math.Min(limit, buffer.Length) - (head.Edns ? MessageHeader.OptBytes : 0);
    }

    public void Answer(scoped ReadOnlySpan<byte> body)
    {
        Append(MessageHeader.Bytes, body);
        _answers++;
    }

    /// <param name="ownerAt">Offset of the owner's name in the question.</param>
    public void Authority(int ownerAt, scoped ReadOnlySpan<byte> body)
    {
        Append(ownerAt, body);
        _authorities++;
    }

    public Reply Finish(Rcode code, bool authoritative)
    {
        var flags = MessageHeader.Response | (_buffer[2] & MessageHeader.RecursionDesired);
        if (_overflow)
        {
            // What does not fit whole is left out whole (RFC 2181 section 9): the asker comes back over TCP.
            (_at, _answers, _authorities) = (_head.QuestionEnd, 0, 0);
            flags |= MessageHeader.Truncated;
        }

        _buffer[2] = (byte)(flags | (authoritative ? MessageHeader.Authoritative : 0));
        _buffer[3] = (byte)((int)code & MessageHeader.Code);
        Count(MessageHeader.Answers, _answers);
        Count(MessageHeader.Authorities, _authorities);
        Count(MessageHeader.Additionals, _head.Edns ? 1 : 0);
        if (_head.Edns)
        {
            var opt = _buffer.Slice(_at, MessageHeader.OptBytes);
            opt.Clear();
            BinaryPrimitives.WriteUInt16BigEndian(opt[1..], (ushort)RecordType.Opt);
            BinaryPrimitives.WriteUInt16BigEndian(opt[3..], MessageHeader.EdnsUdpBytes);
            opt[5] = (byte)((int)code >> 4);
            _at += MessageHeader.OptBytes;
        }

        return new(_at, code);
    }

    /// <summary>An answer to what could not be read: the header alone.</summary>
    public static Reply HeaderOnly(Span<byte> buffer, Rcode code)
    {
        buffer[2] = (byte)(
            MessageHeader.Response | (buffer[2] & (MessageHeader.Opcode | MessageHeader.RecursionDesired))
        );
        buffer[3] = (byte)code;
        buffer[MessageHeader.Questions..MessageHeader.Bytes].Clear();
        return new(MessageHeader.Bytes, code);
    }

    private void Append(int ownerAt, scoped ReadOnlySpan<byte> body)
    {
        if (_overflow || _at + 2 + body.Length > _recordLimit)
        {
            _overflow = true;
            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(_buffer[_at..], (ushort)((MessageHeader.Pointer << 8) | ownerAt));
        body.CopyTo(_buffer[(_at + 2)..]);
        _at += 2 + body.Length;
    }

    private readonly void Count(int at, int value) =>
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[at..], (ushort)value);
}
