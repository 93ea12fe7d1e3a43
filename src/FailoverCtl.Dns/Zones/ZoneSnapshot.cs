using FailoverCtl.Dns.Wire;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Dns.Zones;

/// <summary>
/// Everything that is answered at one epoch, in flat arrays ready to be copied into answers. Never changes after it is
/// built, so it is published by one reference and any number of threads may read it.
/// </summary>
public sealed class ZoneSnapshot
{
    internal ZoneSnapshot(ZoneIdentity identity, byte[] apex, ZoneTable table, EquatableArray<Secondary> secondaries)
    {
        Identity = identity;
        Secondaries = secondaries;
        Apex = apex;
        ApexLabels = WireName.Labels(apex);
        Table = table;
    }

    public ZoneIdentity Identity { get; }

    /// <summary>Who may transfer the zone and is told of a new one.</summary>
    public EquatableArray<Secondary> Secondaries { get; }

    /// <summary>The SOA serial: the epoch modulo 2^32, which never goes back in serial arithmetic (RFC 1982).</summary>
    public uint Serial => unchecked((uint)Identity.Epoch);

    /// <summary>The zone's name in wire format, lowercase.</summary>
    internal byte[] Apex { get; }

    internal int ApexLabels { get; }

    internal ZoneTable Table { get; }
}

/// <summary>Which steering a snapshot answers.</summary>
/// <param name="Proposal">The commit attempt that won the epoch: the same epoch with another one is another steering.</param>
public sealed record ZoneIdentity(string Zone, string Cluster, long Epoch, string Proposal, string TopologyHash);
