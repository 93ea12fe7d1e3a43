using FailoverCtl.Domain.Identity;
using FailoverCtl.TopologyFiles.Diagnostics;
using FailoverCtl.TopologyFiles.Syntax;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>No dangling names: each site that is named is declared.</summary>
internal static class References
{
    public static void Check(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        foreach (var vantagePoint in topology.VantagePoints.Values)
        {
            Check(vantagePoint.Site, () => places.At("vantagePoints", vantagePoint.Id.Value, "site"));
        }

        foreach (var server in topology.DnsServers.Values)
        {
            Check(server.Site, () => places.At("dns", server.Id.Value, "site"));
        }

        foreach (var service in topology.Services.Values)
        {
            foreach (var site in service.Placements.Keys)
            {
                Check(site, () => places.KeyAt("services", service.Id.Value, "placements", site.Value));
            }
        }

        foreach (var member in places.Items("store", "members"))
        {
            Check(new SiteId(member.Text), () => member.At);
        }

        void Check(SiteId? site, Func<Position> at)
        {
            if (site is { Value.Length: > 0 } id && !topology.Sites.ContainsKey(id))
            {
                var sites = topology.Sites.Keys.Select(s => s.Value);
                bag.Add(
                    MeaningRules.UnknownSite,
                    at(),
                    $"there is no site {Quoting.Quote(id.Value)}",
                    bag.Full ? "" : $"{Spelling.Hint(id.Value, sites)}Declared: {Listing.Short(sites)}."
                );
            }
        }
    }
}
