using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul.Catalog;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.Daemon.Catalog;

/// <summary>An agent as its own report shows it.</summary>
internal sealed class AgentWitness(AgentId id, long boot, ClusterDocuments documents) : IWitness
{
    /// <summary>Looks every 5 s at what is written every second.</summary>
    private readonly Pulse _pulse = new(boot, stillLooksMax: 3);

    public async Task<CatalogListing?> LookAsync(ClusterSight? sight, CancellationToken cancellationToken)
    {
        var cluster = documents.Keys.Cluster;
        var declared = sight?.Topology.VantagePoints.Find(id);
        var service = RoleListing.Role(CatalogNames.Agent, id.Value, declared?.Address, cluster, declared?.Site, boot);
        if (sight is null)
        {
            return new(service, RoleChecks.NoTopology(cluster));
        }

        var found = await documents.ReadAsync(
            documents.Keys.Report(id.Value),
            DomainJson.Default.Report,
            ReadMode.Stale,
            cancellationToken
        );
        if (found is Found<Report>.Unavailable)
        {
            return null;
        }

        var report = found.OrNull();
        var pulse = report is null ? PulseState.NotYet : _pulse.Take(report.Boot, report.Sequence);
        return new(service, RoleChecks.OfAgent(id, report, pulse, sight.Topology));
    }
}
