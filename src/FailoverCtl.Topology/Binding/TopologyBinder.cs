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
        var domains = root.Read(Shapes.Root.Domains).ToSortedMap(e => new DomainId(e.Id), BindDomain);
        var tree = new DomainTree(domains);
        var sites = root.Read(Shapes.Root.Sites).ToSortedMap(e => new SiteId(e.Id), e => BindSite(e, tree));
        var classes = root.Read(Shapes.Root.Classes).ToSortedMap(e => new ClassId(e.Id), ClassBinder.Bind);
        var externals = root.Read(Shapes.Root.Externals)
            .ToSortedMap(e => new ExternalId(e.Id), e => BindExternal(e, tree));
        var clocks = new ClockShelf();
        var services = new ServiceBinder(zone, classes, externals, new DemandBinder(clocks));
        return new(
            cluster,
            zone,
            sites,
            root.Read(Shapes.Root.VantagePoints)
                .ToSortedMap(e => new AgentId(e.Id), e => BindVantagePoint(e, sites, tree)),
            root.Read(Shapes.Root.Dns)
                .ToSortedMap(e => new DnsServerId(e.Id), e => BindDnsServer(e, zone, sites, tree)),
            root.Read(Shapes.Root.Services).ToSortedMap(e => new ServiceId(e.Id), e => services.Bind(e.Id, e.Fields)),
            PolicyBinder.Bind(root.Read(Shapes.Root.Policy))
        )
        {
            Domains = domains,
            Classes = classes,
            Externals = externals,
            TimeZones = clocks.Used,
            StoreMembers =
                root.Read(Shapes.Root.Store)?.Read(Shapes.Store.Members).Select(m => new SiteId(m)).ToEquatableArray()
                ?? [],
            ProbeNetworks = root.Read(Shapes.Root.ProbeNetworks).ToEquatableArray(),
        };
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

    private static FailureDomain BindDomain((string Id, Fields Fields) entry)
    {
        var fields = entry.Fields;
        return new(
            new(entry.Id),
            fields.Read(Shapes.Domain.Kind, DomainKind.Location),
            fields.Has(Shapes.Domain.Within) ? new(fields.Read(Shapes.Domain.Within, "")) : null
        );
    }

    private static Site BindSite((string Id, Fields Fields) entry, DomainTree tree) =>
        tree.Place(
            new(entry.Id),
            entry.Fields.Has(Shapes.Site.Location) ? entry.Fields.Read(Shapes.Site.Location, entry.Id) : null,
            Shared(entry.Fields, Shapes.Site.Domains)
        );

    private static External BindExternal((string Id, Fields Fields) entry, DomainTree tree) =>
        new(
            new(entry.Id),
            entry.Fields.Read(Shapes.External.Text, ""),
            tree.Closure(Shared(entry.Fields, Shapes.External.Domains))
        );

    private static VantagePoint BindVantagePoint(
        (string Id, Fields Fields) entry,
        SortedMap<SiteId, Site> sites,
        DomainTree tree
    )
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
        )
        {
            Domains = WithThoseOf(site, Shared(fields, Shapes.VantagePoint.Domains), sites, tree),
        };
    }

    private static DnsServer BindDnsServer(
        (string Id, Fields Fields) entry,
        Zone zone,
        SortedMap<SiteId, Site> sites,
        DomainTree tree
    )
    {
        var fields = entry.Fields;
        SiteId? site = fields.Has(Shapes.DnsServer.Site) ? new(fields.Read(Shapes.DnsServer.Site, "")) : null;
        return new(
            new(entry.Id),
            fields.Read(Shapes.DnsServer.Name, NameInside(zone, entry.Id)),
            site,
            fields.Read(Shapes.DnsServer.Address, "")
        )
        {
            Domains = WithThoseOf(site, Shared(fields, Shapes.DnsServer.Domains), sites, tree),
        };
    }

    private static List<DomainId> Shared(Fields fields, ListKey<string> key) =>
        [.. fields.Read(key).Select(d => new DomainId(d))];

    private static EquatableArray<DomainId> WithThoseOf(
        SiteId? site,
        IEnumerable<DomainId> own,
        SortedMap<SiteId, Site> sites,
        DomainTree tree
    ) => tree.Closure(site is { } id && sites.Find(id) is { } stands ? own.Concat(stands.Domains) : own);
}
