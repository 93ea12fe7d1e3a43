using FailoverCtl.Domain;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Guards.Topologies;

/// <summary>
/// Whether a topology means something at all. The command line has validated what it writes; a document that came another way
/// must not stop the controllers (I-25).
/// </summary>
public static class TopologyMeaning
{
    /// <summary>The first thing that is wrong, as a sentence; null when nothing is.</summary>
    public static string? Problem(Topology topology)
    {
        var sites = topology.Sites;
        return topology.DnsServers.Count == 0 ? "it has no DNS server"
            : topology.Services.Count == 0 ? "it has no service"
            : topology.VantagePoints.Values.FirstOrDefault(v => v.Site is { } s && !sites.ContainsKey(s)) is { } agent
                ? $"vantage point {agent.Id} stands in {agent.Site}, which is not declared"
            : topology.DnsServers.Values.FirstOrDefault(d => d.Site is { } s && !sites.ContainsKey(s)) is { } server
                ? $"DNS server {server.Id} stands in {server.Site}, which is not declared"
            : topology.Services.Values.Select(s => Problem(s, topology)).FirstOrDefault(p => p is not null);
    }

    private static string? Problem(Service service, Topology topology)
    {
        var placements = service.Placements.Values;
        return placements.FirstOrDefault(p => !topology.Sites.ContainsKey(p.Site)) is { } stray
                ? $"service {service.Id} is placed at {stray.Site}, which is not declared"
            : placements.Sum(p => (long)p.Weight) != BasisPoints.Whole
                ? $"the weights of service {service.Id} do not add up to the whole"
            : placements.Any(p => p.Weight < 0 || p.CapacityPerSecond <= 0)
                ? $"service {service.Id} has a placement without capacity"
            : !placements.Any(p => p.Families.Any()) ? $"service {service.Id} has no address"
            : null;
    }
}
