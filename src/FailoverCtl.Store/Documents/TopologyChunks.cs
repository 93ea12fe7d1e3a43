using FailoverCtl.Domain.Json;

namespace FailoverCtl.Store.Documents;

/// <summary>A topology in the store: chunks under its hash, so that writing it twice changes nothing.</summary>
public static class TopologyChunks
{
    /// <summary>Below Consul's 512 KiB a value, with room for base64.</summary>
    private const int ChunkBytes = 256 * 1024;

    /// <returns>Null when all of it is written; otherwise why not, and then nobody may cite it.</returns>
    public static async Task<StoreFailure?> PutAsync(
        ClusterDocuments documents,
        TopologyDocument document,
        CancellationToken cancellationToken
    )
    {
        foreach (var (number, chunk) in Chunks(document.Bytes))
        {
            var key = documents.Keys.TopologyChunk(document.Hash, number);
            if (await documents.Store.PutAsync(key, chunk, cancellationToken) is { } failure)
            {
                return failure;
            }
        }

        return null;
    }

    private static IEnumerable<(int Number, ReadOnlyMemory<byte> Chunk)> Chunks(ReadOnlyMemory<byte> bytes)
    {
        for (var (number, at) = (0, 0); at < bytes.Length; number++, at += ChunkBytes)
        {
            yield return (number, bytes.Slice(at, Math.Min(ChunkBytes, bytes.Length - at)));
        }
    }
}
