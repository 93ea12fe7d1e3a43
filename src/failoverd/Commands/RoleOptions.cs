using FailoverCtl.Daemon.Alarms;
using FailoverCtl.Store.Consul;

namespace FailoverCtl.Daemon.Commands;

/// <summary>What one process runs, and where its store and state are.</summary>
internal sealed record RoleOptions(
    string? Agent,
    string? Controller,
    string? Dns,
    string? Site,
    string Cluster,
    string StateDirectory,
    string? ConsulAddress,
    string? PeerKeyFile
)
{
    /// <summary>Keys of secondaries, for the DNS role; null: none.</summary>
    public string? TsigKeyFile { get; init; }

    /// <summary>How to reach the store in full; null: as the environment says, at <see cref="ConsulAddress"/>.</summary>
    public ConsulOptions? Consul { get; init; }

    /// <summary>PEM file with the roots that certificates of probed endpoints must rest on; null: those of the system.</summary>
    public string? ProbeRootsFile { get; init; }

    /// <summary>Who is told of a controller's alarms besides the log.</summary>
    public AlarmOptions Alarms { get; init; } = AlarmOptions.None;
}
