using System.Buffers.Binary;
using FailoverCtl.Dns.Wire;

namespace FailoverCtl.Dns.Asking;

/// <summary>A query message for one name and type, with EDNS; the id is set anew for each try.</summary>
internal sealed class DnsQuestion
{
    private readonly byte[] _message;
    private readonly int _questionEnd;

    /// <exception cref="FormatException">The name is not one.</exception>
    public DnsQuestion(string name, RecordType type)
    {
        if (!WireName.TryParse(name, out var wire, out var why))
        {
            throw new FormatException($"'{name}' {why}");
        }

        _questionEnd = MessageHeader.Bytes + wire.Length + 4;
        _message = new byte[_questionEnd + MessageHeader.OptBytes];
        _message[MessageHeader.Questions + 1] = 1;
        _message[MessageHeader.Additionals + 1] = 1;
        wire.CopyTo(_message, MessageHeader.Bytes);
        BinaryPrimitives.WriteUInt16BigEndian(_message.AsSpan(_questionEnd - 4), (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(_message.AsSpan(_questionEnd - 2), MessageHeader.ClassIn);
        var opt = _message.AsSpan(_questionEnd + 1);
        BinaryPrimitives.WriteUInt16BigEndian(opt, (ushort)RecordType.Opt);
        BinaryPrimitives.WriteUInt16BigEndian(opt[2..], MessageHeader.EdnsUdpBytes);
    }

    public ReadOnlyMemory<byte> WithId(ushort id)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_message, id);
        return _message;
    }

    /// <summary>Whether the message is a response to this very question: id, QR and, unless it is an error without one, the question.</summary>
    public bool IsAnsweredBy(ReadOnlySpan<byte> message) =>
        message.Length >= MessageHeader.Bytes
        && message[..2].SequenceEqual(_message.AsSpan(0, 2))
        && (message[2] & MessageHeader.Response) != 0
        && (HasNoQuestion(message) || HasThisQuestion(message));

    private static bool HasNoQuestion(ReadOnlySpan<byte> message) =>
        BinaryPrimitives.ReadUInt16BigEndian(message[MessageHeader.Questions..]) == 0
        && (message[3] & MessageHeader.Code) != (int)Rcode.NoError;

    private bool HasThisQuestion(ReadOnlySpan<byte> message) =>
        BinaryPrimitives.ReadUInt16BigEndian(message[MessageHeader.Questions..]) == 1
        && message.Length >= _questionEnd
        && message[MessageHeader.Bytes.._questionEnd].SequenceEqual(_message.AsSpan(MessageHeader.Bytes.._questionEnd));
}
