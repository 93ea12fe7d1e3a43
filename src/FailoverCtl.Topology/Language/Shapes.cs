using FailoverCtl.Domain.Topology;
using static FailoverCtl.TopologyFiles.Language.Numbers;

namespace FailoverCtl.TopologyFiles.Language;

/// <summary>The language: binder, schema and reference are all made from these tables.</summary>
internal static partial class Shapes
{
    private const int Minute = 60_000;

    private const int Hour = 60 * Minute;

    /// <summary>A thousand million requests/s: far above any service, far below an overflow of sums.</summary>
    private const int LargestRate = 1_000_000_000;

    public static class Zone
    {
        public static readonly ScalarKey<string> Name = new(
            "name",
            Words.HostName,
            "The zone that the DNS servers answer for.",
            Required: true
        );

        public static readonly ScalarKey<string> Contact = new(
            "contact",
            Words.HostName,
            "The mailbox in the SOA record, with a dot for the @.",
            "hostmaster.ZONE"
        );

        /// <summary>RFC 2308 section 5: one to three hours work well, more than a day does not; here names come back.</summary>
        public static readonly ScalarKey<int> NegativeTtl = new(
            "negativeTtl",
            Whole(1, 86_400),
            "How long resolvers may remember that a name does not exist, in seconds.",
            "30"
        );

        public static readonly MapKey Secondaries = new(
            "secondaries",
            Secondary.Shape,
            "DNS servers of another make that get the zone by transfer."
        );

        public static readonly Shape Shape = new(
            "zone",
            "the zone",
            "The one DNS zone.",
            [Name, Contact, NegativeTtl, Secondaries]
        );
    }

    public static class Secondary
    {
        public static readonly ScalarKey<string> Name = new(
            "name",
            Words.HostName,
            "Its host name in the NS records.",
            "in no NS record"
        );

        public static readonly ScalarKey<string> Address = new(
            "address",
            Addresses.Socket,
            "Where it is told of each new serial (NOTIFY, UDP).",
            Required: true
        );

        public static readonly ScalarKey<string> Key = new(
            "key",
            Words.HostName,
            "The name of the TSIG key it signs with; the secret stands in the --tsig-key-file of each DNS server.",
            Required: true
        );

        public static readonly Shape Shape = new(
            "secondary",
            "a secondary",
            "A DNS server of another make that gets the zone by transfer.",
            [Name, Address, Key]
        );
    }

    public static class Site
    {
        public static readonly ScalarKey<string> Location = new(
            "location",
            Words.Id,
            "What the site would be lost with, such as its campus; sites of one location vote as one.",
            "the outermost location of its domains, else the site's own name"
        );

        public static readonly ListKey<string> Domains = Shared(
            "Failure domains that it lies in, beyond its location."
        );

        public static readonly Shape Shape = new("site", "a site", "A datacenter. {} is enough.", [Location, Domains]);
    }

    public static class VantagePoint
    {
        public static readonly ScalarKey<string> Site = new("site", Words.Id, "The site in which the agent stands.");

        public static readonly ScalarKey<string> Network = new(
            "network",
            Words.Id,
            "For an external agent: the network it looks from, which votes as one."
        );

        public static readonly ScalarKey<string> Address = new(
            "address",
            Addresses.Socket,
            "Where it hears the other agents (UDP).",
            Required: true
        );

        public static readonly ScalarKey<string> Anchor = new(
            "anchor",
            Addresses.Socket,
            "A TCP address outside its own site that answers as long as its uplink works."
        );

        public static readonly ListKey<string> Domains = Shared(
            "Failure domains that would blind it, beyond those of its site."
        );

        public static readonly Shape Shape = new(
            "vantagePoint",
            "a vantage point",
            "Where an agent looks from.",
            [Site, Network, Address, Anchor, Domains]
        )
        {
            ExactlyOneOf = [Site.Name, Network.Name],
        };
    }

    public static class DnsServer
    {
        public static readonly ScalarKey<string> Site = new("site", Words.Id, "Where it stands.", "outside all sites");

        public static readonly ScalarKey<string> Name = new(
            "name",
            Words.HostName,
            "Its host name in the NS records.",
            "ID.ZONE"
        );

        public static readonly ScalarKey<string> Address = new(
            "address",
            Addresses.Socket,
            "Where it answers, UDP and TCP.",
            Required: true
        );

        public static readonly ListKey<string> Domains = Shared(
            "Failure domains that it fails with, beyond those of its site."
        );

        public static readonly Shape Shape = new(
            "dnsServer",
            "a DNS server",
            "A built-in DNS role.",
            [Site, Name, Address, Domains]
        );
    }

    public static class Placement
    {
        public static readonly ScalarKey<int> Weight = new(
            "weight",
            Whole(1, 1_000_000),
            "Its part of the traffic, relative to the other placements.",
            "equal parts, when no placement has one"
        );

        public static readonly ScalarKey<int> Capacity = new(
            "capacity",
            Whole(1, LargestRate),
            "Proven requests per second.",
            Required: true
        );

        public static readonly ScalarKey<string> V4 = new("v4", Addresses.V4, "Its IPv4 address.");

        public static readonly ScalarKey<string> V6 = new("v6", Addresses.V6, "Its IPv6 address.");

        public static readonly Shape Shape = new(
            "placement",
            "a placement",
            "A service at one site.",
            [Weight, Capacity, V4, V6]
        )
        {
            AtLeastOneOf = [V4.Name, V6.Name],
        };
    }

    public static class Service
    {
        public static readonly ScalarKey<string> Name = new(
            "name",
            Words.HostName,
            "Its public name, inside the zone.",
            "ID.ZONE"
        );

        public static readonly ValueOrShapeKey<int> Demand = new(
            "demand",
            Whole(1, LargestRate),
            Shapes.Demand.Shape,
            "Requests per second over all sites: those at the peak, or by the hour.",
            "unknown: every placement counts as full"
        );

        public static readonly ScalarKey<string> Class = new(
            "class",
            Words.Id,
            "The class whose rules hold where the service has none of its own."
        );

        public static readonly ListKey<string> DependsOn = new(
            "dependsOn",
            Words.Id,
            0,
            MostNamed,
            "Services and external dependencies without which it does not work."
        );

        public static readonly ScalarKey<bool> Stateful = new(
            "stateful",
            Words.Flag,
            "Whether moving it could lose data; automation then never moves it.",
            "false"
        );

        public static readonly ScalarKey<Mode> Mode = new(
            "mode",
            Words.Choice<Mode>(),
            "What the controllers may do about this service.",
            "that of its class, else the policy's"
        );

        public static readonly ScalarKey<AnswerPolicy> Answer = new(
            "answer",
            Words.Choice<AnswerPolicy>(),
            "How many addresses one DNS answer carries: one, drawn by weight, or all.",
            "one"
        );

        public static readonly ScalarKey<WhenShort> WhenShort = new(
            "whenShort",
            Words.Choice<WhenShort>(),
            "What happens to traffic of a lost site that no other has room for: it stays there unserved, or overflows.",
            "that of its class, else keep"
        );

        public static readonly ScalarKey<int> Ttl = new(
            "ttl",
            Whole(1, 86_400),
            "How long resolvers may keep an answer, in seconds.",
            "30"
        );

        public static readonly ShapeKey Probe = new(
            "probe",
            Shapes.Probe.Shape,
            "How its endpoints are asked whether they serve.",
            Required: true
        );

        public static readonly MapKey Placements = new(
            "placements",
            Placement.Shape,
            "Where it is served, by site.",
            Required: true
        );

        public static readonly ShapeKey Load = new(
            "load",
            Shapes.Load.Shape,
            "Where its origins say what load they carry."
        );

        public static readonly ShapeKey NameCheck = new(
            "nameCheck",
            Shapes.NameCheck.Shape,
            "Whether resolvers lead users to its endpoints: shown, and no part of any vote."
        );

        public static readonly Shape Shape = new(
            "service",
            "a service",
            "What users call.",
            [Name, Class, Demand, DependsOn, Stateful, Mode, Answer, WhenShort, Ttl, Probe, Placements, Load, NameCheck]
        );
    }

    public static class Root
    {
        public static readonly ScalarKey<string> Cluster = new(
            "cluster",
            Words.Cluster,
            "Names the installation.",
            Required: true
        );

        public static readonly ShapeKey Zone = new("zone", Shapes.Zone.Shape, "The one DNS zone.", Required: true);

        public static readonly MapKey Domains = new("domains", Domain.Shape, "What sites share.");

        public static readonly MapKey Sites = new("sites", Site.Shape, "The datacenters.", Required: true);

        public static readonly MapKey VantagePoints = new(
            "vantagePoints",
            VantagePoint.Shape,
            "Where agents look from.",
            Required: true
        );

        public static readonly MapKey Dns = new("dns", DnsServer.Shape, "The built-in DNS roles.");

        public static readonly ShapeKey Store = new("store", Shapes.Store.Shape, "Where the store's servers stand.");

        public static readonly MapKey Classes = new("classes", ServiceClass.Shape, "Rules for many services.");

        public static readonly MapKey Externals = new(
            "externals",
            External.Shape,
            "What services need and others run."
        );

        public static readonly MapKey Services = new("services", Service.Shape, "What users call.", Required: true);

        public static readonly ListKey<string> ProbeNetworks = new(
            "probeNetworks",
            Addresses.Network,
            1,
            MostNamed,
            "Networks that every endpoint lies in: nothing outside them is probed or answered.",
            "any network"
        );

        public static readonly ShapeKey Policy = new("policy", PolicyKeys.Shape, "The rules of the installation.");

        public static readonly Shape Shape = new(
            "topology",
            "a topology",
            "Sites, who observes, who answers, what is served where, and the rules.",
            [
                Cluster,
                Zone,
                Domains,
                Sites,
                VantagePoints,
                Dns,
                Store,
                Classes,
                Externals,
                Services,
                ProbeNetworks,
                Policy,
            ]
        );
    }
}
