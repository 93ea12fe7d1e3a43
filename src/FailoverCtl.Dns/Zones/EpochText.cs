using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Dns.Zones;

/// <summary>The text of the epoch record, by which a controller reads back what a server answers (I-10).</summary>
/// <param name="Topology">The first 12 hex digits of the topology's hash.</param>
/// <param name="Reflex">How many endpoints of that epoch the server leaves out of its answers by its own reflex (I-13).</param>
public sealed record EpochText(long Epoch, string Cluster, string Topology, int Reflex = 0)
{
    private const int HashDigits = 12;

    public static string Write(long epoch, string cluster, string topologyHash, int reflex = 0)
    {
        var hash = topologyHash[..Math.Min(HashDigits, topologyHash.Length)];
        var text = $"epoch={epoch.ToString(CultureInfo.InvariantCulture)} cluster={cluster} topology={hash}";
        return reflex == 0 ? text : $"{text} reflex={reflex.ToString(CultureInfo.InvariantCulture)}";
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out EpochText? parsed)
    {
        parsed =
            text.Split(' ') is [var epoch, var cluster, var topology, .. var rest]
            && Number(epoch, "epoch=") is { } number and <= LedgerEntry.EpochMax
            && cluster.StartsWith("cluster=", StringComparison.Ordinal)
            && topology.StartsWith("topology=", StringComparison.Ordinal)
            && Reflexes(rest) is { } reflex
                ? new(number, cluster[8..], topology[9..], (int)reflex)
                : null;
        return parsed is not null;
    }

    private static long? Reflexes(string[] rest) =>
        rest switch
        {
            [] => 0,
            [var only] => Number(only, "reflex=") is { } count and <= int.MaxValue ? count : null,
            _ => null,
        };

    private static long? Number(string text, string name) =>
        text.StartsWith(name, StringComparison.Ordinal)
        && long.TryParse(text.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
