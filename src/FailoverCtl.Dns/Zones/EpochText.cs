using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FailoverCtl.Dns.Zones;

/// <summary>The text of the epoch record, by which a controller reads back what a server answers (I-10).</summary>
/// <param name="Topology">The first 12 hex digits of the topology's hash.</param>
public sealed record EpochText(long Epoch, string Cluster, string Topology)
{
    private const int HashDigits = 12;

    public static string Write(long epoch, string cluster, string topologyHash) =>
        $"epoch={epoch.ToString(CultureInfo.InvariantCulture)} cluster={cluster} topology={topologyHash[..Math.Min(HashDigits, topologyHash.Length)]}";

    public static bool TryParse(string text, [NotNullWhen(true)] out EpochText? parsed)
    {
        parsed =
            text.Split(' ') is [var epoch, var cluster, var topology]
            && epoch.StartsWith("epoch=", StringComparison.Ordinal)
            && cluster.StartsWith("cluster=", StringComparison.Ordinal)
            && topology.StartsWith("topology=", StringComparison.Ordinal)
            && long.TryParse(epoch.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? new(number, cluster[8..], topology[9..])
                : null;
        return parsed is not null;
    }
}
