using System.Text.Json.Serialization;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Topology;

/// <summary>What is declared: sites and where they lie, who observes, who answers, what is served where, and the rules.</summary>
/// <param name="Cluster">Names the installation; lowercase letters, digits and dashes, at most 63.</param>
public sealed record Topology(
    string Cluster,
    Zone Zone,
    SortedMap<SiteId, Site> Sites,
    SortedMap<AgentId, VantagePoint> VantagePoints,
    SortedMap<DnsServerId, DnsServer> DnsServers,
    SortedMap<ServiceId, Service> Services,
    Policy Policy
)
{
    /// <summary>What sites, vantage points and DNS servers may share. A document from before it is read as empty.</summary>
    public SortedMap<DomainId, FailureDomain> Domains
    {
        get;
        init => field = value ?? SortedMap<DomainId, FailureDomain>.Empty;
    } = SortedMap<DomainId, FailureDomain>.Empty;

    public SortedMap<ClassId, ServiceClass> Classes
    {
        get;
        init => field = value ?? SortedMap<ClassId, ServiceClass>.Empty;
    } = SortedMap<ClassId, ServiceClass>.Empty;

    public SortedMap<ExternalId, External> Externals
    {
        get;
        init => field = value ?? SortedMap<ExternalId, External>.Empty;
    } = SortedMap<ExternalId, External>.Empty;

    /// <summary>The time zones that demands are declared in.</summary>
    public SortedMap<TimeZoneId, TimeZoneOffsets> TimeZones
    {
        get;
        init => field = value ?? SortedMap<TimeZoneId, TimeZoneOffsets>.Empty;
    } = SortedMap<TimeZoneId, TimeZoneOffsets>.Empty;

    /// <summary>The sites of the store's servers, one entry per server; empty: not declared.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public EquatableArray<SiteId> StoreMembers { get; init; } = [];

    /// <summary>Networks in CIDR form that every endpoint lies in; empty: not declared.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public EquatableArray<string> ProbeNetworks { get; init; } = [];

    /// <summary>Every declared endpoint, in order.</summary>
    public IEnumerable<EndpointId> Endpoints =>
        from service in Services.Values
        from placement in service.Placements.Values
        from family in placement.Families
        select new EndpointId(service.Id, placement.Site, family);

    /// <summary>The location domains that hold sites, in order.</summary>
    public IEnumerable<LocationId> SiteLocations => Sites.Values.Select(s => s.Location).Distinct().Order();

    /// <summary>All voting domains: the locations of sites with a vantage point, and the networks of external ones.</summary>
    public IEnumerable<LocationId> VotingDomains => VantagePoints.Values.Select(v => v.VotingDomain).Distinct().Order();

    /// <summary>The declared weight of an endpoint, in basis points of its service's traffic in that family.</summary>
    public int DeclaredWeight(EndpointId endpoint) => Services[endpoint.Service].Placements[endpoint.Site].Weight;

    /// <summary>The lower number is planned first and shed last.</summary>
    public int PriorityOf(Service service) => ClassOf(service)?.Priority ?? ServiceClass.DefaultPriority;

    /// <summary>How soon users of a lost site shall be served elsewhere, ms.</summary>
    public int RecoveryObjectiveMilliseconds(Service service) =>
        ClassOf(service)?.RecoveryObjectiveMilliseconds ?? Policy.RecoveryObjectiveMilliseconds;

    /// <returns>Declared requests/s at that moment over all sites; null when nobody declared any.</returns>
    public int? DemandAt(Service service, DateTimeOffset instant) =>
        service.Demand is { } demand && TimeZones.Find(demand.TimeZone) is { } zone
            ? demand.At(instant, zone)
            : service.DemandPerSecond;

    /// <summary>The same with the demand of that moment in place of each peak: what a loss then would do.</summary>
    public Topology WithDemandAt(DateTimeOffset instant) =>
        this with
        {
            Services = Services.Values.ToSortedMap(
                s => s.Id,
                s => s with { DemandPerSecond = DemandAt(s, instant), Demand = null }
            ),
        };

    private ServiceClass? ClassOf(Service service) => service.Class is { } id ? Classes.Find(id) : null;
}
