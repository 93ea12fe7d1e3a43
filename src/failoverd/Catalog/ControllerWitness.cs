using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul.Catalog;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.Daemon.Catalog;

/// <summary>A controller as its own heartbeat shows it.</summary>
internal sealed class ControllerWitness(ControllerId id, long boot, SiteId? site, ClusterDocuments documents) : IWitness
{
    /// <summary>Looks every second at what is written every 750 ms: 15 s outlast an election.</summary>
    private readonly Pulse _pulse = new(boot, stillLooksMax: 15);

    public async Task<CatalogListing?> LookAsync(ClusterSight? sight, CancellationToken cancellationToken)
    {
        var cluster = documents.Keys.Cluster;
        var service = RoleListing.Role(CatalogNames.Controller, id.Value, null, cluster, site, boot);
        if (sight is null)
        {
            return new(service, RoleChecks.NoTopology(cluster));
        }

        var found = await documents.ReadAsync(
            documents.Keys.Controller(id.Value),
            DomainJson.Default.ControllerStatus,
            ReadMode.Stale,
            cancellationToken
        );
        if (found is Found<ControllerStatus>.Unavailable)
        {
            return null;
        }

        var status = found.OrNull();
        var pulse = status is null ? PulseState.NotYet : _pulse.Take(status.Boot, status.Counter);
        return new(service, RoleChecks.OfController(id, boot, pulse, sight.Entry));
    }
}
