using System.Net;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Daemon.Sandbox.Networks;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>All sites on the loopback addresses that the topology declares: needs nothing, and nothing can be cut.</summary>
internal sealed class LoopbackNetwork : ISandboxNetwork
{
    private const string NoLinks =
        "on loopback there are no links to cut: kill or hang processes, or start the sandbox as root with --network namespaces";

    private readonly Dictionary<SiteId, IPAddress> _sites = [];

    /// <exception cref="SandboxException">An address is not on loopback: nothing of a sandbox leaves this machine.</exception>
    public LoopbackNetwork(Topology declared, int portShift)
    {
        foreach (var (site, address, owner) in Readdressing.AddressesOf(declared))
        {
            if (!IPAddress.IsLoopback(address))
            {
                throw new SandboxException(
                    $"{owner} is declared at {address}, which is not on loopback, and a sandbox talks to nobody outside: "
                        + "as root, --network namespaces gives every site an address of its own"
                );
            }

            if (site is { } here && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork)
            {
                _sites.TryAdd(here, address);
            }
        }

        PortShift = portShift;
        Topology = new Readdressing(static (_, address) => address, portShift).Of(declared);
    }

    public NetworkKind Kind => NetworkKind.Loopback;

    public Topology Topology { get; }

    public int PortShift { get; }

    public IPAddress Outside => IPAddress.Loopback;

    public IPAddress AddressOf(SiteId site) =>
        _sites.TryGetValue(site, out var address)
            ? address
            : throw new SandboxException($"the topology declares no IPv4 address at {site}: a server there needs one");

    public IReadOnlyList<string> LauncherOf(SiteId site) => [];

    public string? Cut(Direction direction) => NoLinks;

    public string? CutOff(SiteId site) => NoLinks;

    public string? Heal(Direction direction) => NoLinks;

    public string? Heal() => NoLinks;

    public void Dispose()
    {
        // Nothing was made.
    }
}
