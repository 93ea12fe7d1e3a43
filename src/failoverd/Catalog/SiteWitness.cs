using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul.Catalog;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.Daemon.Catalog;

/// <summary>A site as the controller that stands in it judges it. Until that controller has judged, nothing is said.</summary>
internal sealed class SiteWitness(SiteId site, ControllerId controller, long boot, ClusterDocuments documents)
    : IWitness
{
    private readonly Pulse _pulse = new(boot, stillLooksMax: 15);

    public async Task<CatalogListing?> LookAsync(ClusterSight? sight, CancellationToken cancellationToken)
    {
        if (sight is null || !sight.Topology.Sites.ContainsKey(site))
        {
            return null;
        }

        var found = await documents.ReadAsync(
            documents.Keys.Controller(controller.Value),
            DomainJson.Default.ControllerStatus,
            ReadMode.Stale,
            cancellationToken
        );
        if (found is not Found<ControllerStatus>.Here(var status, _))
        {
            return null;
        }

        ServiceCheck? check = _pulse.Take(status.Boot, status.Counter) switch
        {
            PulseState.Moving when status.Sites.TryGetValue(site, out var condition) => SiteCheck.Of(
                site,
                condition,
                sight.Entry.Latches
            ),
            PulseState.Still => SiteCheck.NotJudged(controller),
            _ => null,
        };
        return check is null ? null : new(RoleListing.Site(site, documents.Keys.Cluster), check);
    }
}
