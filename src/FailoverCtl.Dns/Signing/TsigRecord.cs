using System.Buffers.Binary;
using FailoverCtl.Dns.Wire;

namespace FailoverCtl.Dns.Signing;

/// <summary>A TSIG record taken apart (RFC 8945 section 4.2).</summary>
internal readonly ref struct TsigRecord
{
    /// <summary>CLASS and TTL of every TSIG record: ANY and 0.</summary>
    public const ushort ClassAny = 255;

    /// <summary>Room that a signed answer needs: names, fixed parts, a MAC and the server's time.</summary>
    public const int BytesMax =
        TsigKey.NameBytesMax + MessageHeader.RecordFixedBytes + 13 + 16 + TsigDigest.Bytes + TimeBytes;

    public const int TimeBytes = 6;

    /// <summary>Other data: nothing, or a server's time; more has no meaning (section 4.2).</summary>
    public const int OtherBytesMax = 16;

    private const int RecordAfterAlgorithm = TimeBytes + 2 + 2;

    public static ReadOnlySpan<byte> HmacSha256 => "\u000bhmac-sha256\0"u8;

    /// <summary>Of the key, lowercase wire format.</summary>
    public required ReadOnlySpan<byte> Key { get; init; }

    public required ReadOnlySpan<byte> Algorithm { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long TimeSeconds { get; init; }

    public required ushort FudgeSeconds { get; init; }

    public required ReadOnlySpan<byte> Mac { get; init; }

    public required ushort OriginalId { get; init; }

    public required TsigError Error { get; init; }

    public required ReadOnlySpan<byte> Other { get; init; }

    /// <summary>What the record takes in a message.</summary>
    public int Bytes =>
        Key.Length
        + MessageHeader.RecordFixedBytes
        + Algorithm.Length
        + RecordAfterAlgorithm
        + Mac.Length
        + 6
        + Other.Length;

    /// <param name="message">Ends with the record.</param>
    /// <param name="at">Where the record starts.</param>
    /// <param name="names">Takes the two names: at least twice <see cref="WireName.BytesMax"/>.</param>
    /// <returns>False: it is not well formed.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, int at, Span<byte> names, out TsigRecord record)
    {
        record = default;
        if (
            !WireName.TryExpand(message, ref at, names, out var keyLength)
            || at + MessageHeader.RecordFixedBytes > message.Length
            || UInt16(message, at) != (ushort)RecordType.TSig
            || UInt16(message, at + 2) != ClassAny
            || BinaryPrimitives.ReadUInt32BigEndian(message[(at + 4)..]) != 0
        )
        {
            return false;
        }

        var data = message[(at + MessageHeader.RecordFixedBytes)..];
        var inData = 0;
        var algorithm = names[keyLength..];
        // Not compressed (section 4.2): expanded from the data alone, so that a pointer cannot lead out of it.
        if (
            !WireName.TryExpand(data, ref inData, algorithm, out var algorithmLength)
            || inData != algorithmLength
            || inData + RecordAfterAlgorithm > data.Length
        )
        {
            return false;
        }

        var macAt = inData + RecordAfterAlgorithm;
        var otherAt = macAt + UInt16(data, macAt - 2) + 6;
        if (
            otherAt > data.Length
            || otherAt + UInt16(data, otherAt - 2) != data.Length
            || data.Length - otherAt > OtherBytesMax
        )
        {
            return false;
        }

        record = new()
        {
            Key = names[..keyLength],
            Algorithm = algorithm[..algorithmLength],
            TimeSeconds =
                ((long)UInt16(data, inData) << 32) | BinaryPrimitives.ReadUInt32BigEndian(data[(inData + 2)..]),
            FudgeSeconds = UInt16(data, inData + TimeBytes),
            Mac = data[macAt..(otherAt - 6)],
            OriginalId = UInt16(data, otherAt - 6),
            Error = (TsigError)UInt16(data, otherAt - 4),
            Other = data[otherAt..],
        };
        return true;
    }

    /// <summary>Puts the record behind a message and counts it.</summary>
    /// <returns>The message's new length.</returns>
    public int AppendTo(Span<byte> message, int length)
    {
        var at = length;
        Key.CopyTo(message[at..]);
        at += Key.Length;
        Write16(message, ref at, (ushort)RecordType.TSig);
        Write16(message, ref at, ClassAny);
        Write16(message, ref at, 0);
        Write16(message, ref at, 0);
        Write16(message, ref at, (ushort)(Algorithm.Length + RecordAfterAlgorithm + Mac.Length + 6 + Other.Length));
        Algorithm.CopyTo(message[at..]);
        at += Algorithm.Length;
        WriteTime(message[at..], TimeSeconds);
        at += TimeBytes;
        Write16(message, ref at, FudgeSeconds);
        Write16(message, ref at, (ushort)Mac.Length);
        Mac.CopyTo(message[at..]);
        at += Mac.Length;
        Write16(message, ref at, OriginalId);
        Write16(message, ref at, (ushort)Error);
        Write16(message, ref at, (ushort)Other.Length);
        Other.CopyTo(message[at..]);
        at += Other.Length;
        var additionals = UInt16(message, MessageHeader.Additionals) + 1;
        BinaryPrimitives.WriteUInt16BigEndian(message[MessageHeader.Additionals..], (ushort)additionals);
        return at;
    }

    /// <summary>48 bits (section 4.2).</summary>
    public static void WriteTime(Span<byte> target, long seconds)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)(seconds >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(target[2..], unchecked((uint)seconds));
    }

    private static void Write16(Span<byte> message, ref int at, ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message[at..], value);
        at += 2;
    }

    private static ushort UInt16(ReadOnlySpan<byte> message, int at) =>
        BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
}
