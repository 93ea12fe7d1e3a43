using FailoverCtl.Dns.Signing;
using FailoverCtl.Dns.Zones;

namespace FailoverCtl.Tests.Core.Dns;

/// <summary><see cref="DnsWorld"/> with a secondary in the NS set and a hidden one; a third key is nobody's.</summary>
internal static class SecondaryWorld
{
    /// <summary>6 April 2021, 8:00 in Paris.</summary>
    public const long Now = 1_617_688_800;

    public static TsigKey Key { get; } = new("other.example.net", "0123456789abcdef0123456789abcdef"u8);

    public static TsigKey Stranger { get; } = new("stranger.example.net", "fedcba9876543210fedcba9876543210"u8);

    public static TsigKeyRing Ring { get; } = new([Key, Stranger]);

    public static Domain.Topology.Topology Topology { get; } = With("198.51.100.99:53");

    public static Domain.Topology.Topology With(string address, Domain.Topology.Topology? topology = null)
    {
        var of = topology ?? DnsWorld.Topology;
        return of with
        {
            Zone = of.Zone with
            {
                Secondaries =
                [
                    new("hidden", null, "203.0.113.9:53", Key.Name),
                    new("other", "ns.other.test", address, Key.Name),
                ],
            },
        };
    }

    public static ZoneSnapshot Snapshot(long epoch, Domain.Topology.Topology? topology = null) =>
        DnsWorld.Snapshot(topology ?? Topology, DnsWorld.Entry(epoch));
}
