using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FailoverCtl.Dns.Signing;

/// <summary>The MAC of a message (RFC 8945 section 4.3, hmac-sha256).</summary>
internal static class TsigDigest
{
    public const int Bytes = HMACSHA256.HashSizeInBytes;

    /// <summary>Key, class, TTL, algorithm, time, fudge, error and other data: section 4.3.3.</summary>
    private const int VariablesBytesMax =
        TsigKey.NameBytesMax + 6 + 13 + TsigRecord.TimeBytes + 6 + TsigRecord.OtherBytesMax;

    /// <summary>Of a query, its answer, or the first message of several.</summary>
    /// <param name="prior">The MAC of the query that this answers; empty: this is the query.</param>
    /// <param name="message">Without its TSIG record, which its additional count does not count.</param>
    /// <param name="record">Its times, error and other data; the MAC in it is not looked at.</param>
    public static void OfFirst(
        TsigKey key,
        ReadOnlySpan<byte> prior,
        ReadOnlySpan<byte> message,
        in TsigRecord record,
        Span<byte> mac
    )
    {
        Span<byte> variables = stackalloc byte[VariablesBytesMax];
        var at = 0;
        Put(key.WireForm, variables, ref at);
        Put16(TsigRecord.ClassAny, variables, ref at);
        Put16(0, variables, ref at);
        Put16(0, variables, ref at);
        Put(TsigRecord.HmacSha256, variables, ref at);
        PutTimes(record, variables, ref at);
        Put16((ushort)record.Error, variables, ref at);
        Put16((ushort)record.Other.Length, variables, ref at);
        Put(record.Other, variables, ref at);
        Compute(key, prior, message, variables[..at], mac);
    }

    /// <summary>Of a later message of several: the times alone (section 5.3.1).</summary>
    /// <param name="prior">The MAC of the message before.</param>
    public static void OfNext(
        TsigKey key,
        ReadOnlySpan<byte> prior,
        ReadOnlySpan<byte> message,
        in TsigRecord record,
        Span<byte> mac
    )
    {
        Span<byte> variables = stackalloc byte[TsigRecord.TimeBytes + 2];
        var at = 0;
        PutTimes(record, variables, ref at);
        Compute(key, prior, message, variables, mac);
    }

    private static void Compute(
        TsigKey key,
        ReadOnlySpan<byte> prior,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> variables,
        Span<byte> mac
    )
    {
        var whole = ArrayPool<byte>.Shared.Rent(2 + prior.Length + message.Length + variables.Length);
        var at = 0;
        if (!prior.IsEmpty)
        {
            Put16((ushort)prior.Length, whole, ref at);
            Put(prior, whole, ref at);
        }

        Put(message, whole, ref at);
        Put(variables, whole, ref at);
        HMACSHA256.HashData(key.Secret, whole.AsSpan(0, at), mac);
        ArrayPool<byte>.Shared.Return(whole);
    }

    private static void PutTimes(in TsigRecord record, Span<byte> target, ref int at)
    {
        TsigRecord.WriteTime(target[at..], record.TimeSeconds);
        at += TsigRecord.TimeBytes;
        Put16(record.FudgeSeconds, target, ref at);
    }

    private static void Put(ReadOnlySpan<byte> bytes, Span<byte> target, ref int at)
    {
        bytes.CopyTo(target[at..]);
        at += bytes.Length;
    }

    private static void Put16(ushort value, Span<byte> target, ref int at)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target[at..], value);
        at += 2;
    }
}
