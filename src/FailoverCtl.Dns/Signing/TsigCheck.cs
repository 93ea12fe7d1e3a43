using System.Buffers.Binary;
using System.Security.Cryptography;
using FailoverCtl.Dns.Wire;

namespace FailoverCtl.Dns.Signing;

/// <summary>Whether a signature is good: key, MAC, time, length, in this order (RFC 8945 section 5.2).</summary>
internal static class TsigCheck
{
    /// <summary>A MAC below half of the hash is no MAC (section 5.2.2.1).</summary>
    private const int MacBytesMin = TsigDigest.Bytes / 2;

    /// <returns>False: a MAC of this length is a format error.</returns>
    public static bool IsMacLength(int bytes) => bytes is >= MacBytesMin and <= TsigDigest.Bytes;

    /// <param name="message">Ends with the record. Afterwards it no longer counts it.</param>
    /// <param name="at">Where the record starts.</param>
    /// <param name="prior">The MAC of the query when this is its answer; otherwise empty.</param>
    public static TsigError Of(
        Span<byte> message,
        int at,
        in TsigRecord record,
        TsigKey? key,
        ReadOnlySpan<byte> prior,
        long nowSeconds
    )
    {
        var additionals = BinaryPrimitives.ReadUInt16BigEndian(message[MessageHeader.Additionals..]) - 1;
        BinaryPrimitives.WriteUInt16BigEndian(message[MessageHeader.Additionals..], (ushort)additionals);
        if (
            key is null
            || !record.Key.SequenceEqual(key.WireForm)
            || !record.Algorithm.SequenceEqual(TsigRecord.HmacSha256)
        )
        {
            return TsigError.BadKey;
        }

        if (!MacFits(message[..at], record, key, prior))
        {
            return TsigError.BadSignature;
        }

        if (Math.Abs(nowSeconds - record.TimeSeconds) > record.FudgeSeconds)
        {
            return TsigError.BadTime;
        }

        return record.Mac.Length < TsigDigest.Bytes ? TsigError.BadTruncation : TsigError.None;
    }

    private static bool MacFits(Span<byte> message, in TsigRecord record, TsigKey key, ReadOnlySpan<byte> prior)
    {
        // Whoever forwards a query gives it another id; signed is the first one (section 4.3.1).
        var id = BinaryPrimitives.ReadUInt16BigEndian(message);
        BinaryPrimitives.WriteUInt16BigEndian(message, record.OriginalId);
        Span<byte> mac = stackalloc byte[TsigDigest.Bytes];
        TsigDigest.OfFirst(key, prior, message, record, mac);
        BinaryPrimitives.WriteUInt16BigEndian(message, id);
        return IsMacLength(record.Mac.Length)
            && CryptographicOperations.FixedTimeEquals(mac[..record.Mac.Length], record.Mac);
    }
}
