using System.Buffers.Binary;
using System.Text;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Probing.Answers;

/// <summary>One question as bytes (RFC 1035, 4.1); the first two are the id and are written at each asking.</summary>
internal static class DnsQuery
{
    public const int HeaderLength = 12;

    private const ushort RecursionDesired = 0x0100;
    private const ushort ClassIn = 1;

    /// <param name="name">Without the final dot; labels of at most 63 bytes, as the topology language demands.</param>
    public static byte[] Write(string name, DnsType type)
    {
        var labels = name.Length == 0 ? [] : name.Split('.');
        var bytes = new byte[HeaderLength + labels.Sum(static l => l.Length + 1) + 1 + 4];
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), RecursionDesired);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), 1);
        var at = HeaderLength;
        foreach (var label in labels)
        {
            bytes[at++] = (byte)label.Length;
            at += Encoding.ASCII.GetBytes(label, bytes.AsSpan(at));
        }

        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at + 1), (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at + 3), ClassIn);
        return bytes;
    }
}
