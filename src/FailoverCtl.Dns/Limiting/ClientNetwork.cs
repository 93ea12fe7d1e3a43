using System.Buffers.Binary;
using System.Net;
using FailoverCtl.Dns.Answering;

namespace FailoverCtl.Dns.Limiting;

/// <summary>The sender of a datagram as the kernel names it: sockaddr_in or sockaddr_in6 (Linux).</summary>
internal static class ClientNetwork
{
    private const int V4Family = 2;
    private const int V4At = 4;
    private const int V6At = 8;

    /// <summary>Tells the families of keys apart; kinds take the bits below.</summary>
    private const ulong V4Mark = 0x40;
    private const ulong V6Mark = 0x80;

    private static ReadOnlySpan<byte> MappedPrefix => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF];

    /// <returns>4 or 16 bytes. IPv4 that came in through an IPv6 socket is IPv4.</returns>
    public static ReadOnlySpan<byte> Address(ReadOnlySpan<byte> socketAddress)
    {
        if (BinaryPrimitives.ReadUInt16LittleEndian(socketAddress) == V4Family)
        {
            return socketAddress.Slice(V4At, 4);
        }

        var address = socketAddress.Slice(V6At, 16);
        return address.StartsWith(MappedPrefix) ? address[MappedPrefix.Length..] : address;
    }

    /// <summary>Network (/24 or /56: what one client is usually given) and kind in one number, exact and never zero.</summary>
    public static ulong Key(ReadOnlySpan<byte> address, ReplyKind kind) =>
        address.Length == 4
            ? (BinaryPrimitives.ReadUInt32BigEndian(address) & 0xFFFF_FF00ul) | V4Mark | (ulong)kind
            : (BinaryPrimitives.ReadUInt64BigEndian(address) & 0xFFFF_FFFF_FFFF_FF00ul) | V6Mark | (ulong)kind;

    public static bool IsIn(ReadOnlySpan<byte> address, ReadOnlySpan<byte> network, int bits)
    {
        if (address.Length != network.Length || !address[..(bits / 8)].SequenceEqual(network[..(bits / 8)]))
        {
            return false;
        }

        var rest = bits % 8;
        return rest == 0 || (address[bits / 8] ^ network[bits / 8]) >> (8 - rest) == 0;
    }

    public static (byte[] Bytes, int Bits) Of(IPNetwork network) =>
        (network.BaseAddress.GetAddressBytes(), network.PrefixLength);
}
