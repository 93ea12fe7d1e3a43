using FailoverCtl.Domain.Identity;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>The answers survive the loss of any one location (I-26).</summary>
internal static class DnsServers
{
    public static void Check(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        var servers = topology.DnsServers.Values;

        // A server outside all sites is a place of its own.
        var standings = servers.Select(s =>
            s.Site is { } site ? topology.Sites[site].Location : new LocationId($"outside/{s.Id}")
        );
        if (standings.Distinct().Count() < 2)
        {
            bag.Add(
                MeaningRules.FewDnsServers,
                places.KeyAt("dns"),
                servers.Count == 0
                    ? "no DNS server is declared: nobody answers for the zone"
                    : "all DNS servers stand at one location: with it the names are gone, whatever is still served elsewhere",
                "Declare DNS servers at two locations or more."
            );
        }
    }
}
