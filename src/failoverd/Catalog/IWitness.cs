using FailoverCtl.Store.Consul.Catalog;

namespace FailoverCtl.Daemon.Catalog;

/// <summary>Says what the catalog shall say of one role or site.</summary>
internal interface IWitness
{
    /// <param name="sight">Null: the cluster has no readable ledger.</param>
    /// <returns>Null: nothing is known now, what was said last stands.</returns>
    Task<CatalogListing?> LookAsync(ClusterSight? sight, CancellationToken cancellationToken);
}
