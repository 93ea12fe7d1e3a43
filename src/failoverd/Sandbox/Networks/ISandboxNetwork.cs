using System.Net;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Daemon.Sandbox.Networks;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>What the sites of a world are joined by. Outside of all sites is this process: store, view, external vantage.</summary>
internal interface ISandboxNetwork : IDisposable
{
    NetworkKind Kind { get; }

    /// <summary>The topology with its addresses as they are in this network.</summary>
    Topology Topology { get; }

    /// <summary>Added to ports that the topology does not name.</summary>
    int PortShift { get; }

    /// <summary>Where this process is reached by the sites.</summary>
    IPAddress Outside { get; }

    /// <summary>An address of the site, for what the topology does not place.</summary>
    IPAddress AddressOf(SiteId site);

    /// <summary>Put in front of a command that runs at a site.</summary>
    IReadOnlyList<string> LauncherOf(SiteId site);

    /// <summary>From now on packets are lost in silence in this direction.</summary>
    /// <returns>Null when done, else why not.</returns>
    string? Cut(Direction direction);

    /// <summary>The site hears nobody and is heard by nobody; not even a refusal comes back.</summary>
    string? CutOff(SiteId site);

    string? Heal(Direction direction);

    /// <summary>All that was cut.</summary>
    string? Heal();
}

/// <summary>From one site to another; null: outside of all sites.</summary>
internal readonly record struct Direction(SiteId? From, SiteId? To);
