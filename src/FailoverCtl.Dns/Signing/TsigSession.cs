using System.Buffers.Binary;

namespace FailoverCtl.Dns.Signing;

/// <summary>Signs the one answer or the many messages that go back for one signed query (RFC 8945 section 5.3).</summary>
/// <param name="queryMac">Of the query: it binds the answer to it.</param>
internal sealed class TsigSession(TsigKey key, byte[] queryMac, TimeProvider time)
{
    /// <summary>How far the clocks of two hosts may differ, s (section 10).</summary>
    public const ushort FudgeSeconds = 300;

    private readonly byte[] _mac = new byte[TsigDigest.Bytes];

    /// <summary>What the next message is bound to: the query, then the message before.</summary>
    private byte[] _prior = queryMac;
    private bool _isNext;

    public TsigKey Key => key;

    /// <param name="buffer">Holds the message and has room for <see cref="TsigRecord.BytesMax"/> more.</param>
    /// <returns>The message's new length.</returns>
    public int Sign(Span<byte> buffer, int length) => Sign(buffer, length, Record(buffer, TsigError.None, Now, []));

    /// <summary>Signs an answer that says what was wrong with a signature whose MAC was good.</summary>
    /// <param name="queryTimeSeconds">Goes back as it came; the server's own time stands beside it (section 5.2.3).</param>
    public int SignError(Span<byte> buffer, int length, TsigError error, long queryTimeSeconds)
    {
        Span<byte> own = stackalloc byte[TsigRecord.TimeBytes];
        TsigRecord.WriteTime(own, Now);
        return error == TsigError.BadTime
            ? Sign(buffer, length, Record(buffer, error, queryTimeSeconds, own))
            : Sign(buffer, length, Record(buffer, error, queryTimeSeconds, []));
    }

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();

    private TsigRecord Record(
        ReadOnlySpan<byte> message,
        TsigError error,
        long timeSeconds,
        ReadOnlySpan<byte> other
    ) =>
        new()
        {
            Key = key.WireForm,
            Algorithm = TsigRecord.HmacSha256,
            TimeSeconds = timeSeconds,
            FudgeSeconds = FudgeSeconds,
            Mac = _mac,
            OriginalId = BinaryPrimitives.ReadUInt16BigEndian(message),
            Error = error,
            Other = other,
        };

    private int Sign(Span<byte> buffer, int length, in TsigRecord record)
    {
        Span<byte> mac = stackalloc byte[TsigDigest.Bytes];
        if (_isNext)
        {
            TsigDigest.OfNext(key, _prior, buffer[..length], record, mac);
        }
        else
        {
            TsigDigest.OfFirst(key, _prior, buffer[..length], record, mac);
        }

        // The record's MAC is this array.
        mac.CopyTo(_mac);
        (_prior, _isNext) = (_mac, true);
        return record.AppendTo(buffer, length);
    }
}
