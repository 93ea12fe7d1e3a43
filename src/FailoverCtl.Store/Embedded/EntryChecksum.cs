using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FailoverCtl.Store.Embedded;

/// <summary>
/// A checksum per entry; those of all entries are combined with xor, so that a write updates the whole by what it
/// changed. Against bit rot and half-restored files, not against an attacker.
/// </summary>
internal static class EntryChecksum
{
    private const int Bytes = 16;

    /// <summary>Zero, the neutral element, for an entry that is not there.</summary>
    public static UInt128 Of(KeyValue? entry)
    {
        if (entry is null)
        {
            return 0;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[32];
        var key = Encoding.UTF8.GetBytes(entry.Key);
        BinaryPrimitives.WriteInt64BigEndian(numbers, key.Length);
        BinaryPrimitives.WriteUInt64BigEndian(numbers[8..], entry.Flags);
        BinaryPrimitives.WriteUInt64BigEndian(numbers[16..], entry.CreateIndex);
        BinaryPrimitives.WriteUInt64BigEndian(numbers[24..], entry.ModifyIndex);
        hash.AppendData(numbers);
        hash.AppendData(key);
        hash.AppendData(entry.Value.Span);
        return BinaryPrimitives.ReadUInt128BigEndian(hash.GetHashAndReset());
    }

    public static byte[] ToBytes(UInt128 checksum)
    {
        var bytes = new byte[Bytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, checksum);
        return bytes;
    }

    public static UInt128? FromBytes(byte[] bytes) =>
        bytes.Length == Bytes ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : null;
}
