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
}
