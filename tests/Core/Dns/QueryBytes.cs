using System.Buffers.Binary;
using System.Text;

namespace FailoverCtl.Tests.Core.Dns;

/// <summary>Queries built by hand, byte by byte.</summary>
internal static class QueryBytes
{
    public const ushort Id = 0xBEEF;

    /// <param name="records">Appended as they are; <paramref name="additionals"/> says how many they are.</param>
    public static byte[] Of(string name, int type, int @class = 1, byte[]? records = null, int additionals = 0) =>
        OfName(Name(name), type, @class, records, additionals);

    public static byte[] OfName(byte[] name, int type, int @class = 1, byte[]? records = null, int additionals = 0)
    {
        byte[] header = [Id >> 8, Id & 0xFF, 0x01, 0, 0, 1, 0, 0, 0, 0, 0, (byte)additionals];
        return [.. header, .. name, .. UInt16(type), .. UInt16(@class), .. records ?? []];
    }

    public static byte[] WithEdns(string name, int type, int size, byte version = 0, byte[]? options = null) =>
        Of(name, type, 1, Opt(size, version, options), 1);

    public static byte[] Opt(int size, byte version = 0, byte[]? options = null) =>
        [0, 0, 41, .. UInt16(size), 0, version, 0, 0, .. UInt16(options?.Length ?? 0), .. options ?? []];

    public static byte[] Name(string name) =>
        name == "."
            ? [0]
            : [.. name.Split('.').SelectMany(l => new[] { (byte)l.Length }.Concat(Encoding.ASCII.GetBytes(l))), 0];

    public static byte[] UInt16(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }
}
