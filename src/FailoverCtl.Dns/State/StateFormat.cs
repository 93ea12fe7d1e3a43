using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.Dns.State;

/// <summary>
/// The bytes of a state file: one line with the lengths and a SHA-256 over all else, the topology's bytes as the ledger
/// cites them, a line feed, the ledger entry as JSON, a line feed. An operator can read it.
/// </summary>
internal static class StateFormat
{
    private const string Magic = "failoverctl-dns-state 1 ";
    private const int HeaderBytesMax = 256;

    public static byte[] Write(SavedState state)
    {
        var topology = state.Topology.Bytes.Span;
        var entry = JsonSerializer.SerializeToUtf8Bytes(state.Entry, DomainJson.Default.LedgerEntry);
        byte[] body = [.. topology, (byte)'\n', .. entry, (byte)'\n'];
        var lengths = string.Create(
            CultureInfo.InvariantCulture,
            $"{Magic}topology={topology.Length} ledger={entry.Length} "
        );
        return [.. Encoding.ASCII.GetBytes($"{lengths}sha256={Sum(lengths, body)}\n"), .. body];
    }

    /// <param name="why">What is wrong with the bytes, as the end of a sentence.</param>
    public static bool TryRead(
        byte[] bytes,
        [NotNullWhen(true)] out SavedState? state,
        [NotNullWhen(false)] out string? why
    )
    {
        (state, why) = (null, null);
        var headerEnd = Array.IndexOf(bytes, (byte)'\n', 0, Math.Min(bytes.Length, HeaderBytesMax));
        if (headerEnd < 0 || !TryReadHeader(Encoding.ASCII.GetString(bytes, 0, headerEnd), out var header))
        {
            why = $"has no header '{Magic}...' in its first line ({bytes.Length} bytes)";
            return false;
        }

        var body = bytes.AsSpan(headerEnd + 1);
        if (header.Topology < 0 || header.Ledger < 0 || body.Length != (long)header.Topology + header.Ledger + 2)
        {
            why =
                $"has {body.Length} bytes behind its header, which announces {(long)header.Topology + header.Ledger + 2}: it was cut or added to";
            return false;
        }

        if (header.Sum != Sum(header.Lengths, body))
        {
            why = "does not have the checksum it announces: it was altered";
            return false;
        }

        try
        {
            var entry = JsonSerializer.Deserialize(
                body.Slice(header.Topology + 1, header.Ledger),
                DomainJson.Default.LedgerEntry
            );
            if (entry is null)
            {
                why = "holds no ledger entry";
                return false;
            }

            // The copy is the caller's own: the file's buffer is not kept alive for it.
            state = new(new(entry.TopologyHash, body[..header.Topology].ToArray()), entry);
            return true;
        }
        catch (JsonException e)
        {
            why = $"holds a ledger entry that this program cannot read: {e.Message}";
            return false;
        }
    }

    private static bool TryReadHeader(string line, out (string Lengths, int Topology, int Ledger, string Sum) header)
    {
        header = default;
        if (
            !line.StartsWith(Magic, StringComparison.Ordinal)
            || line[Magic.Length..].Split(' ') is not [var topology, var ledger, var sum]
            || !TryReadLength(topology, "topology=", out var topologyBytes)
            || !TryReadLength(ledger, "ledger=", out var ledgerBytes)
            || !sum.StartsWith("sha256=", StringComparison.Ordinal)
        )
        {
            return false;
        }

        header = (line[..^sum.Length], topologyBytes, ledgerBytes, sum["sha256=".Length..]);
        return true;
    }

    private static bool TryReadLength(string field, string name, out int length)
    {
        length = 0;
        return field.StartsWith(name, StringComparison.Ordinal)
            && int.TryParse(field.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out length);
    }

    private static string Sum(string lengths, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(lengths));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
