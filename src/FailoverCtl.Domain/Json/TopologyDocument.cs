using System.Security.Cryptography;
using System.Text.Json;

namespace FailoverCtl.Domain.Json;

/// <summary>A topology as bytes, named by what it contains: the ledger cites the hash, everyone follows it.</summary>
/// <param name="Hash">SHA-256 of the bytes, lowercase hex.</param>
public sealed record TopologyDocument(string Hash, ReadOnlyMemory<byte> Bytes)
{
    public static TopologyDocument Write(Topology.Topology topology)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(topology, DomainJson.Default.Topology);
        return new(HashOf(bytes), bytes);
    }

    /// <exception cref="JsonException">The bytes are not what the hash names, or not a topology of this schema.</exception>
    public static Topology.Topology Read(string hash, ReadOnlySpan<byte> bytes)
    {
        var actual = HashOf(bytes);
        return actual == hash
            ? JsonSerializer.Deserialize(bytes, DomainJson.Default.Topology)
                ?? throw new JsonException("the topology is null")
            : throw new JsonException($"the topology's bytes have the hash {actual}, the ledger cites {hash}");
    }

    private static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
