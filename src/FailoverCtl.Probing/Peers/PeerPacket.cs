using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Probing.Peers;

/// <summary>
/// One datagram between agents: a sign of life, and what the sender suspects. Layout: "FCA1", cluster, agent (each one
/// length byte and UTF-8), boot and sequence (8 bytes each, big endian), number of endpoints (1 byte), endpoints in text
/// form (each one length byte and UTF-8), and the first 16 bytes of HMAC-SHA256 over all of that.
/// </summary>
/// <param name="Sequence">Rises with each datagram of that boot, from 1.</param>
public sealed record PeerPacket(
    string Cluster,
    AgentId Agent,
    long Boot,
    long Sequence,
    IReadOnlyList<EndpointId> Suspected
)
{
    /// <summary>Fits any path without fragments (IPv6 minimum MTU 1280).</summary>
    public const int LengthMax = 1_200;

    private const int MacLength = 16;
    private const int NumbersLength = 17;

    private static ReadOnlySpan<byte> Magic => "FCA1"u8;

    /// <summary>Writes as many endpoints as fit, from the given one on; how many those were, and the length.</summary>
    public (int Length, int Endpoints) Write(Span<byte> buffer, int from, ReadOnlySpan<byte> key)
    {
        Magic.CopyTo(buffer);
        var at = Magic.Length;
        at += Text(buffer[at..], Cluster);
        at += Text(buffer[at..], Agent.Value);
        BinaryPrimitives.WriteInt64BigEndian(buffer[at..], Boot);
        BinaryPrimitives.WriteInt64BigEndian(buffer[(at + 8)..], Sequence);
        var countAt = at + NumbersLength - 1;
        at += NumbersLength;
        var count = 0;
        while (from + count < Suspected.Count && count < byte.MaxValue)
        {
            var text = Suspected[from + count].Value;
            if (at + 1 + Encoding.UTF8.GetByteCount(text) + MacLength > LengthMax)
            {
                break;
            }

            at += Text(buffer[at..], text);
            count++;
        }

        buffer[countAt] = (byte)count;
        Mac(key, buffer[..at], buffer.Slice(at, MacLength));
        return (at + MacLength, count);
    }

    /// <summary>Null: forged, foreign in form, or malformed.</summary>
    public static PeerPacket? Read(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> key)
    {
        if (bytes.Length is < MacLength + NumbersLength or > LengthMax || !bytes.StartsWith(Magic))
        {
            return null;
        }

        Span<byte> mac = stackalloc byte[MacLength];
        Mac(key, bytes[..^MacLength], mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, bytes[^MacLength..]))
        {
            return null;
        }

        var rest = bytes[Magic.Length..^MacLength];
        if (Text(ref rest) is not { } cluster || Text(ref rest) is not { } agent || rest.Length < NumbersLength)
        {
            return null;
        }

        var boot = BinaryPrimitives.ReadInt64BigEndian(rest);
        var sequence = BinaryPrimitives.ReadInt64BigEndian(rest[8..]);
        var suspected = new EndpointId[rest[NumbersLength - 1]];
        rest = rest[NumbersLength..];
        for (var i = 0; i < suspected.Length; i++)
        {
            if (Text(ref rest)?.Split('/') is not [var service, var site, "v4" or "v6"] parts)
            {
                return null;
            }

            suspected[i] = new(new(service), new(site), parts[2] == "v4" ? AddressFamily.V4 : AddressFamily.V6);
        }

        return rest.IsEmpty ? new(cluster, new(agent), boot, sequence, suspected) : null;
    }

    private static void Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> content, Span<byte> destination)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, content, whole);
        whole[..MacLength].CopyTo(destination);
    }

    private static int Text(Span<byte> buffer, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, buffer[1..]);
        buffer[0] = checked((byte)length);
        return 1 + length;
    }

    private static string? Text(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes.Length < 1 + bytes[0])
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes.Slice(1, bytes[0]));
        bytes = bytes[(1 + bytes[0])..];
        return text;
    }
}
