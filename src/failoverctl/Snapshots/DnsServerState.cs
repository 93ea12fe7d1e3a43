using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Snapshots;

/// <summary>Where one DNS server stands against the ledger.</summary>
/// <param name="Epoch">What it answered to a controller, else what it says of itself; 0: not known.</param>
/// <param name="AskedBy">The controller that asked it; null: only its own word is known.</param>
public sealed record DnsServerState(DnsServer Server, DnsStanding Standing, long Epoch, ControllerId? AskedBy)
{
    /// <summary>What its own reflex leaves out of that epoch, by its own word (I-13).</summary>
    public EquatableArray<EndpointId> Hidden { get; init; } = [];

    public static DnsServerState Of(DnsServer server, ClusterSnapshot snapshot) =>
        StandingOf(server, snapshot) with
        {
            Hidden = snapshot.DnsRoles.FirstOrDefault(d => d.Server == server.Id)?.Hidden ?? [],
        };

    private static DnsServerState StandingOf(DnsServer server, ClusterSnapshot snapshot)
    {
        var epoch = snapshot.Ledger.Epoch;
        if (snapshot.Seer is { } seer && seer.Targets.FirstOrDefault(t => t.Server == server.Id) is { } target)
        {
            var standing =
                !target.Reached ? DnsStanding.Unreachable
                : target.SeenEpoch >= epoch ? DnsStanding.Level
                : DnsStanding.Behind;
            return new(server, standing, target.SeenEpoch, seer.Id);
        }

        return snapshot.DnsRoles.FirstOrDefault(d => d.Server == server.Id) is { } role
            ? new(server, role.Epoch >= epoch ? DnsStanding.Level : DnsStanding.Behind, role.Epoch, null)
            : new(server, DnsStanding.Unknown, 0, null);
    }
}

/// <summary>Behind and unreachable degrade; unknown means that nobody has asked it yet.</summary>
public enum DnsStanding
{
    Level,
    Behind,
    Unreachable,
    Unknown,
}
