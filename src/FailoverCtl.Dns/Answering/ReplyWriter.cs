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

    /// <param name="reservedBytes">Kept free behind the answer, for a signature.</param>
    public ReplyWriter(Span<byte> buffer, QueryHead head, Transport transport, int reservedBytes = 0)
    {
        _buffer = buffer;
        _head = head;
        _at = head.QuestionEnd;
        _recordLimit = Math.Min(Limit(head, transport), buffer.Length) - OptBytes(head) - reservedBytes;
    }

    /// <summary>The longest answer that may be sent, bytes.</summary>
    public static int Limit(QueryHead head, Transport transport) =>
        transport switch
        {
            Transport.Tcp => MessageHeader.TcpBytes,
            Transport.Udp => head.Edns.UdpBytes,
        };

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
        var kind = Kind(code);
        var flags = MessageHeader.Response | (_buffer[2] & MessageHeader.RecursionDesired);
        if (_overflow)
        {
            // What does not fit whole is left out whole (RFC 2181 section 9): the asker comes back over TCP.
            (_at, _answers, _authorities) = (_head.QuestionEnd, 0, 0);
            flags |= MessageHeader.Truncated;
        }

        _buffer[2] = (byte)(flags | (authoritative ? MessageHeader.Authoritative : 0));
        _buffer[3] = (byte)((int)code & MessageHeader.Code);
        Count(_buffer, MessageHeader.Answers, _answers);
        Count(_buffer, MessageHeader.Authorities, _authorities);
        Count(_buffer, MessageHeader.Additionals, _head.Edns.IsThere ? 1 : 0);
        var opt = OptBytes(_head);
        if (opt > 0)
        {
            _head.Edns.WriteAnswer(_buffer.Slice(_at, opt), code);
        }

        return new(_at + opt, code, kind, _head.QuestionEnd, opt);
    }

    /// <summary>An answer to what could not be read: the header alone.</summary>
    public static Reply HeaderOnly(Span<byte> buffer, Rcode code)
    {
        buffer[2] = (byte)(
            MessageHeader.Response | (buffer[2] & (MessageHeader.Opcode | MessageHeader.RecursionDesired))
        );
        buffer[3] = (byte)code;
        buffer[MessageHeader.Questions..MessageHeader.Bytes].Clear();
        return new(MessageHeader.Bytes, code, ReplyKind.Error, 0, 0);
    }

    /// <summary>
    /// Takes a written answer back to its question, with TC: the asker comes back over TCP, where it proves its address. The
    /// code goes too, since what is cut says nothing yet.
    /// </summary>
    public static Reply Truncate(Span<byte> buffer, Reply whole)
    {
        buffer.Slice(whole.Length - whole.OptBytes, whole.OptBytes).CopyTo(buffer[whole.QuestionEnd..]);
        buffer[2] = (byte)((buffer[2] & ~MessageHeader.Authoritative) | MessageHeader.Truncated);
        buffer[3] = 0;
        Count(buffer, MessageHeader.Answers, 0);
        Count(buffer, MessageHeader.Authorities, 0);
        return whole with { Length = whole.QuestionEnd + whole.OptBytes, Code = Rcode.NoError };
    }

    private static int OptBytes(QueryHead head) => head.Edns.IsThere ? MessageHeader.OptBytes : 0;

    private readonly ReplyKind Kind(Rcode code) =>
        code switch
        {
            Rcode.NameError => ReplyKind.Negative,
            Rcode.NoError => _answers > 0 ? ReplyKind.Data : ReplyKind.Negative,
            _ => ReplyKind.Error,
        };

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

    private static void Count(Span<byte> buffer, int at, int value) =>
        BinaryPrimitives.WriteUInt16BigEndian(buffer[at..], (ushort)value);
}
