using FailoverCtl.Dns.Answering;
using FailoverCtl.Dns.Signing;
using FailoverCtl.Dns.Transferring;
using FailoverCtl.Dns.Zones;

namespace FailoverCtl.Tests.Core.Dns;

/// <summary>Signs queries as a secondary does, and takes signed answers apart.</summary>
internal static class SignedQuery
{
    public const int MacBytes = 32;

    public static byte[] Of(byte[] query, TsigKey? key = null, long at = SecondaryWorld.Now)
    {
        var buffer = new byte[query.Length + TsigRecord.BytesMax];
        query.CopyTo(buffer, 0);
        var session = new TsigSession(key ?? SecondaryWorld.Key, [], new FixedClock(at));
        return buffer[..session.Sign(buffer, query.Length)];
    }

    /// <summary>An IXFR query of a secondary that has that serial.</summary>
    public static byte[] Ixfr(uint serial)
    {
        byte[] numbers =
        [
            (byte)(serial >> 24),
            (byte)(serial >> 16),
            (byte)(serial >> 8),
            (byte)serial,
            .. new byte[16],
        ];
        byte[] soa = [0xC0, 12, 0, 6, 0, 1, 0, 0, 0, 0, 0, 22, 0, 0, .. numbers];
        byte[] query = [.. QueryBytes.Of(DnsWorld.Zone, 251), .. soa];
        query[9] = 1;
        return query;
    }

    /// <returns>The bytes of every message of the answer: one, or those of a transfer.</returns>
    public static List<byte[]> Ask(
        byte[] query,
        ZoneSnapshot? zone = null,
        Transport transport = Transport.Tcp,
        TsigKeyRing? keys = null,
        long now = SecondaryWorld.Now
    )
    {
        var buffer = new byte[Responder.TcpBufferBytes];
        query.CopyTo(buffer, 0);
        ulong random = 1;
        var snapshot = zone ?? SecondaryWorld.Snapshot(7);
        var signed = new SignedResponder(keys ?? SecondaryWorld.Ring, new FixedClock(now)).Answer(
            buffer,
            query.Length,
            snapshot,
            snapshot,
            ref random,
            transport
        );
        return signed.Transfer is { } transfer ? All(transfer) : [buffer[..signed.Reply.Length]];
    }

    public static TsigSeen Seen(byte[] message)
    {
        Span<byte> names = stackalloc byte[510];
        var at = Start(message);
        if (!TsigRecord.TryRead(message, at, names, out var record))
        {
            throw new InvalidOperationException("the answer has no TSIG record");
        }

        return new(record.Error, record.Mac.ToArray(), record.TimeSeconds, record.Other.ToArray(), at);
    }

    /// <summary>The MAC that a message should carry, computed as its receiver would.</summary>
    public static byte[] Expected(byte[] message, byte[] prior, bool first, TsigKey key)
    {
        Span<byte> names = stackalloc byte[510];
        var at = Start(message);
        TsigRecord.TryRead(message, at, names, out var record);
        var unsigned = message[..at];
        unsigned[11]--;
        var mac = new byte[MacBytes];
        if (first)
        {
            TsigDigest.OfFirst(key, prior, unsigned, record, mac);
        }
        else
        {
            TsigDigest.OfNext(key, prior, unsigned, record, mac);
        }

        return mac;
    }

    private static List<byte[]> All(ZoneTransfer transfer)
    {
        var messages = new List<byte[]>();
        var buffer = new byte[Responder.TcpBufferBytes];
        while (transfer.TryWriteNext(buffer, out var length))
        {
            messages.Add(buffer[..length]);
        }

        return messages;
    }

    /// <summary>Where the last record starts.</summary>
    private static int Start(byte[] message)
    {
        var records = ReadReply.Parse(message).Records;
        var last = records[^1];
        return message.Length
            - 10
            - last.Data.Length
            - QueryBytes.Name(last.Owner.Length == 0 ? "." : last.Owner).Length;
    }
}

internal sealed record TsigSeen(TsigError Error, byte[] Mac, long TimeSeconds, byte[] Other, int At);
