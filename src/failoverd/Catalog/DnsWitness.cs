using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul.Catalog;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.Daemon.Catalog;

/// <summary>A DNS server as its own status shows it.</summary>
internal sealed class DnsWitness(DnsServerId id, long boot, ClusterDocuments documents) : IWitness
{
    /// <summary>Looks every 5 s at what is written every 5 s.</summary>
    private const int LooksMax = 3;

    private readonly Pulse _pulse = new(boot, LooksMax);

    // Its status is up to one interval old: it is behind only when it has not reached what was in force some looks ago.
    private readonly Queue<long> _epochs = new();

    public async Task<CatalogListing?> LookAsync(ClusterSight? sight, CancellationToken cancellationToken)
    {
        var cluster = documents.Keys.Cluster;
        var declared = sight?.Topology.DnsServers.Find(id);
        var service = RoleListing.Role(CatalogNames.Dns, id.Value, declared?.Address, cluster, declared?.Site, boot);
        if (sight is null)
        {
            return new(service, RoleChecks.NoTopology(cluster));
        }

        var found = await documents.ReadAsync(
            documents.Keys.DnsServer(id.Value),
            DomainJson.Default.DnsStatus,
            ReadMode.Stale,
            cancellationToken
        );
        if (found is Found<DnsStatus>.Unavailable)
        {
            return null;
        }

        _epochs.Enqueue(sight.Entry.Epoch);
        var due = _epochs.Count > LooksMax ? _epochs.Dequeue() : 0;
        var status = found.OrNull();
        var pulse = status is null ? PulseState.NotYet : _pulse.Take(status.Boot, status.Counter);
        return new(service, RoleChecks.OfDns(id, status, pulse, sight.Topology, due));
    }
}
