using System.Buffers.Binary;
using FailoverCtl.Dns.Wire;

namespace FailoverCtl.Dns.Asking;

/// <summary>Walks the answer section of a response.</summary>
internal ref struct AnswerRecords
{
    private readonly ReadOnlySpan<byte> _message;
    private int _at;
    private int _left;

    public AnswerRecords(ReadOnlySpan<byte> message)
    {
        _message = message;
        _at = MessageHeader.Bytes;
        _left = UInt16(MessageHeader.Answers);
        Data = default;
        for (var i = UInt16(MessageHeader.Questions); i > 0 && !IsMalformed; i--)
        {
            SkipName();
            Skip(4);
        }
    }

    /// <summary>The message ends before what it announces.</summary>
    public bool IsMalformed { get; private set; }

    public RecordType Type { get; private set; }

    public ReadOnlySpan<byte> Data { get; private set; }

    /// <returns>False: no further record, or malformed.</returns>
    public bool MoveNext()
    {
        if (_left-- <= 0 || IsMalformed)
        {
            return false;
        }

        SkipName();
        var fixedAt = _at;
        Skip(MessageHeader.RecordFixedBytes);
        if (IsMalformed)
        {
            return false;
        }

        Type = (RecordType)UInt16(fixedAt);
        var dataAt = _at;
        Skip(UInt16(fixedAt + 8));
        Data = IsMalformed ? default : _message[dataAt.._at];
        return !IsMalformed;
    }

    private void SkipName()
    {
        while (_at < _message.Length)
        {
            int length = _message[_at];
            if (length >= MessageHeader.Pointer)
            {
                Skip(2);
                return;
            }

            Skip(length + 1);
            if (length == 0)
            {
                return;
            }
        }

        IsMalformed = true;
    }

    private void Skip(int bytes)
    {
        _at += bytes;
        IsMalformed |= _at > _message.Length;
    }

    private readonly int UInt16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_message[at..]);
}
