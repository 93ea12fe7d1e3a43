using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles.Diagnostics;
using FailoverCtl.TopologyFiles.Language;
using FailoverCtl.TopologyFiles.Syntax;

namespace FailoverCtl.TopologyFiles.Binding;

/// <summary>Nodes to the model. A text that could not be read is empty in it, a number is its fallback.</summary>
internal static class TopologyBinder
{
    public static Domain.Topology.Topology Bind(MappingNode node, DiagnosticBag bag)
    {
        var root = Fields.Of(node, Shapes.Root.Shape, bag);
        var cluster = root.Read(Shapes.Root.Cluster, "");
        var zone = BindZone(root.Read(Shapes.Root.Zone));
        var sites = root.Read(Shapes.Root.Sites).ToSortedMap(e => new SiteId(e.Id), BindSite);
        return new(
            cluster,
            zone,
            sites,
            root.Read(Shapes.Root.VantagePoints).ToSortedMap(e => new AgentId(e.Id), e => BindVantagePoint(e, sites)),
            root.Read(Shapes.Root.Dns).ToSortedMap(e => new DnsServerId(e.Id), e => BindDnsServer(e, zone)),
            root.Read(Shapes.Root.Services)
                .ToSortedMap(e => new ServiceId(e.Id), e => ServiceBinder.Bind(e.Id, e.Fields, zone)),
            PolicyBinder.Bind(root.Read(Shapes.Root.Policy))
        );
    }

    /// <summary>A name that is not given: the id inside the zone.</summary>
    public static string NameInside(Zone zone, string id) =>
        zone.Name.Length == 0 ? "" : $"{id.ToLowerInvariant()}.{zone.Name}";

    private static Zone BindZone(Fields? fields)
    {
        var name = fields?.Read(Shapes.Zone.Name, "") ?? "";
        return new(
            name,
            fields?.Read(Shapes.Zone.Contact, "hostmaster." + name) ?? "",
            fields?.Read(Shapes.Zone.NegativeTtl, 30) ?? 30
        )
        {
            Secondaries = (fields?.Read(Shapes.Zone.Secondaries) ?? [])
                .OrderBy(e => e.Id, StringComparer.Ordinal)
                .Select(BindSecondary)
                .ToEquatableArray(),
        };
    }

    private static Secondary BindSecondary((string Id, Fields Fields) entry) =>
        new(
            entry.Id,
            entry.Fields.Read(Shapes.Secondary.Name!, null),
            entry.Fields.Read(Shapes.Secondary.Address, ""),
            entry.Fields.Read(Shapes.Secondary.Key, "")
        );

    private static Site BindSite((string Id, Fields Fields) entry) =>
        new(new(entry.Id), new(entry.Fields.Read(Shapes.Site.Location, entry.Id)));

    private static VantagePoint BindVantagePoint((string Id, Fields Fields) entry, SortedMap<SiteId, Site> sites)
    {
        var fields = entry.Fields;
        SiteId? site = fields.Has(Shapes.VantagePoint.Site) ? new(fields.Read(Shapes.VantagePoint.Site, "")) : null;
        var domain = site is { } s
            ? sites.Find(s)?.Location ?? new(s.Value)
            : new LocationId(fields.Read(Shapes.VantagePoint.Network, ""));
        return new(
            new(entry.Id),
            site,
            domain,
            fields.Read(Shapes.VantagePoint.Address, ""),
            fields.Read(Shapes.VantagePoint.Anchor!, null)
        );
    }

    private static DnsServer BindDnsServer((string Id, Fields Fields) entry, Zone zone)
    {
        var fields = entry.Fields;
        return new(
            new(entry.Id),
            fields.Read(Shapes.DnsServer.Name, NameInside(zone, entry.Id)),
            fields.Has(Shapes.DnsServer.Site) ? new(fields.Read(Shapes.DnsServer.Site, "")) : null,
            fields.Read(Shapes.DnsServer.Address, "")
        );
    }
}
