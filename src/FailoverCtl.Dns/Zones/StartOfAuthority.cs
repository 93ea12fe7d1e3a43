using System.Buffers.Binary;

namespace FailoverCtl.Dns.Zones;

/// <summary>The data of the SOA record (RFC 1035 section 3.3.13).</summary>
internal static class StartOfAuthority
{
    // What a secondary does when no NOTIFY reaches it (s): asks each minute, more often while nobody answers, and answers
    // what it has for a week: old addresses are better than none.
    private const int RefreshSeconds = 60;
    private const int RetrySeconds = 15;
    private const int ExpireSeconds = 604_800;

    /// <param name="primary">Name of a server, wire format.</param>
    /// <param name="contact">Mailbox, wire format.</param>
    public static byte[] Data(byte[] primary, byte[] contact, long epoch, int minimumSeconds)
    {
        var soa = new byte[primary.Length + contact.Length + 20];
        primary.CopyTo(soa, 0);
        contact.CopyTo(soa, primary.Length);
        var numbers = soa.AsSpan(primary.Length + contact.Length);
        // The serial is the epoch modulo 2^32, which is what serial arithmetic expects (RFC 1982).
        BinaryPrimitives.WriteUInt32BigEndian(numbers, unchecked((uint)epoch));
        BinaryPrimitives.WriteInt32BigEndian(numbers[4..], RefreshSeconds);
        BinaryPrimitives.WriteInt32BigEndian(numbers[8..], RetrySeconds);
        BinaryPrimitives.WriteInt32BigEndian(numbers[12..], ExpireSeconds);
        BinaryPrimitives.WriteInt32BigEndian(numbers[16..], minimumSeconds);
        return soa;
    }
}
