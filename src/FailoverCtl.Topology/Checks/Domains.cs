using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles.Binding;
using FailoverCtl.TopologyFiles.Diagnostics;
using FailoverCtl.TopologyFiles.Syntax;
using static FailoverCtl.TopologyFiles.Diagnostics.Quoting;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>Failure domains form trees of fitting kinds, and each site lies in one location.</summary>
internal static class Domains
{
    public static void Check(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        var tree = new DomainTree(topology.Domains);
        foreach (var domain in topology.Domains.Values)
        {
            CheckNesting(domain, topology, tree, places, bag);
        }

        foreach (var (section, ids) in Named(topology))
        {
            foreach (var item in ids.SelectMany(id => places.Items(section, id, "domains")))
            {
                RefuseUnknown(item.Text, item.At, topology, bag);
            }
        }

        foreach (var site in topology.Sites.Keys)
        {
            CheckLocation(site, topology, tree, places, bag);
        }
    }

    private static IEnumerable<(string Section, IEnumerable<string> Ids)> Named(Domain.Topology.Topology topology) =>
        [
            ("sites", topology.Sites.Keys.Select(k => k.Value)),
            ("vantagePoints", topology.VantagePoints.Keys.Select(k => k.Value)),
            ("dns", topology.DnsServers.Keys.Select(k => k.Value)),
            ("externals", topology.Externals.Keys.Select(k => k.Value)),
        ];

    private static void CheckNesting(
        FailureDomain domain,
        Domain.Topology.Topology topology,
        DomainTree tree,
        Places places,
        DiagnosticBag bag
    )
    {
        if (domain.Within is not { } within)
        {
            return;
        }

        var at = places.At("domains", domain.Id.Value, "within");
        if (tree.Find(within) is not { } parent)
        {
            RefuseUnknown(within.Value, at, topology, bag);
            return;
        }

        var circle = tree.Outwards(domain.Id).ToList();
        if (circle[^1].Within == domain.Id)
        {
            // Once per circle, at its first id.
            if (circle.TrueForAll(d => domain.Id.CompareTo(d.Id) <= 0))
            {
                bag.Add(
                    MeaningRules.DomainCycle,
                    at,
                    $"{Quote(domain.Id.Value)} lies within itself: {string.Join(" within ", circle.Append(domain).Select(d => d.Id))}",
                    "The outermost one lies within nothing."
                );
            }
        }
        else if (!domain.Kind.MayLieWithin().Contains(parent.Kind))
        {
            var allowed = string.Join(" or ", domain.Kind.MayLieWithin().Select(k => k.Words()));
            bag.Add(
                MeaningRules.WrongNesting,
                at,
                $"{domain} cannot lie within {parent}",
                $"Allowed: {allowed}. A site that lies in both says so itself: domains: [{domain.Id}, {parent.Id}]."
            );
        }
    }

    private static void CheckLocation(
        SiteId site,
        Domain.Topology.Topology topology,
        DomainTree tree,
        Places places,
        DiagnosticBag bag
    )
    {
        var named = topology.Sites[site].Location;
        if (places.Has("sites", site.Value, "location"))
        {
            var written = places.TextAt("sites", site.Value, "location");
            if (tree.Find(new(written)) is { Kind: not DomainKind.Location } other)
            {
                bag.Add(
                    MeaningRules.WrongNesting,
                    places.At("sites", site.Value, "location"),
                    $"{other} is no location",
                    $"Write domains: [{other.Id}]; the location is what it lies within."
                );
                return;
            }
        }

        var second = places
            .Items("sites", site.Value, "domains")
            .FirstOrDefault(d => tree.LocationOf(new(d.Text)) is { } location && location != named);
        if (second is not null)
        {
            bag.Add(
                MeaningRules.TwoLocations,
                second.At,
                $"the site {Quote(site.Value)} lies in '{named}', and {Quote(second.Text)} in '{tree.LocationOf(new(second.Text))}'",
                "A site is lost with one location. What two locations share stands within none of them."
            );
        }
    }

    private static void RefuseUnknown(string name, Position at, Domain.Topology.Topology topology, DiagnosticBag bag)
    {
        if (name.Length > 0 && !topology.Domains.ContainsKey(new(name)))
        {
            var known = topology.Domains.Keys.Select(d => d.Value);
            bag.Add(
                MeaningRules.UnknownDomain,
                at,
                $"there is no domain {Quote(name)}",
                bag.Full ? "" : $"{Spelling.Hint(name, known)}Declared: {Listing.Short(known)}."
            );
        }
    }
}
