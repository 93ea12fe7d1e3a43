using FailoverCtl.Domain.Identity;
using FailoverCtl.TopologyFiles.Diagnostics;
using FailoverCtl.TopologyFiles.Syntax;
using static FailoverCtl.TopologyFiles.Diagnostics.Quoting;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>An address is at one site (several services may share it there), a socket has one purpose.</summary>
internal static class Duplicates
{
    public static void Check(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        Placements(topology, places, bag);
        Sockets(topology, places, bag);
    }

    private static void Placements(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        var homes = new Dictionary<string, (SiteId Site, ServiceId Service)>(StringComparer.Ordinal);
        foreach (var endpoint in topology.Endpoints)
        {
            var address = topology.Services[endpoint.Service].Placements[endpoint.Site].Address(endpoint.Family)!;
            if (!homes.TryAdd(address, (endpoint.Site, endpoint.Service)) && homes[address].Site != endpoint.Site)
            {
                var family = endpoint.Family == AddressFamily.V4 ? "v4" : "v6";
                bag.Add(
                    MeaningRules.SameAddress,
                    places.At("services", endpoint.Service.Value, "placements", endpoint.Site.Value, family),
                    $"{Quote(address)} is at site {endpoint.Site} and at site {homes[address].Site} (service {homes[address].Service})",
                    "An address that moves between sites cannot tell which of them is lost: declare one per site."
                );
            }
        }
    }

    private static void Sockets(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        var agents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var vantagePoint in topology.VantagePoints.Values)
        {
            Claim(
                agents,
                vantagePoint.Address,
                vantagePoint.Id.Value,
                places.At("vantagePoints", vantagePoint.Id.Value, "address")
            );
        }

        var servers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var server in topology.DnsServers.Values)
        {
            Claim(servers, server.Address, server.Id.Value, places.At("dns", server.Id.Value, "address"));
        }

        void Claim(Dictionary<string, string> owners, string socket, string owner, Position at)
        {
            if (socket.Length > 0 && !owners.TryAdd(socket, owner))
            {
                bag.Add(
                    MeaningRules.SameAddress,
                    at,
                    $"{Quote(socket)} is already the address of {Quote(owners[socket])}",
                    "Give each of them one of its own."
                );
            }
        }
    }
}
