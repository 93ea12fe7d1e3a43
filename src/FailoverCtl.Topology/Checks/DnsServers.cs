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
        else if (SharedFate.Of(topology, servers.Select(s => s.Domains)) is { Length: > 0 } shared)
        {
            bag.Add(
                MeaningRules.DnsServersShareFate,
                places.KeyAt("dns"),
                $"all DNS servers lie in {shared}",
                "With it the names are gone, whatever is still served: declare one outside it."
            );
        }

        if (servers.Count > 0 && servers.All(s => !Names.Inside(topology.Zone, s.Name)))
        {
            bag.Add(
                MeaningRules.ForeignServerNames,
                places.KeyAt("dns"),
                $"no DNS server has a name inside the zone '{topology.Zone.Name}'",
                $"Resolvers must first find {servers[0].Name} by somebody else's servers: name at least one inside the zone, with glue at the parent."
            );
        }
    }
}
