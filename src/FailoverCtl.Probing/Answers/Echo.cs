using System.Buffers.Binary;

namespace FailoverCtl.Probing.Answers;

/// <summary>
/// ICMP echo over a ping socket (RFC 792, RFC 4443): the kernel keeps the identifier and the checksum, the sequence and the
/// nonce are ours.
/// </summary>
internal static class Echo
{
    public const int Length = 16;

    private const int NonceAt = 8;
    private const byte RequestV4 = 8;
    private const byte ReplyV4 = 0;
    private const byte RequestV6 = 128;
    private const byte ReplyV6 = 129;

    public static byte[] Request(System.Net.Sockets.AddressFamily family) =>
        [family == System.Net.Sockets.AddressFamily.InterNetworkV6 ? RequestV6 : RequestV4, .. new byte[Length - 1]];

    public static void Stamp(Span<byte> request, ulong nonce) =>
        BinaryPrimitives.WriteUInt64BigEndian(request[NonceAt..], nonce);

    public static bool Answers(ReadOnlySpan<byte> message, byte requestType, ulong nonce) =>
        message.Length >= Length
        && message[0] == (requestType == RequestV4 ? ReplyV4 : ReplyV6)
        && BinaryPrimitives.ReadUInt64BigEndian(message[NonceAt..]) == nonce;
}
