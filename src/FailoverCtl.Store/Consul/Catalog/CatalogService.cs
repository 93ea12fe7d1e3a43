using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store.Consul.Catalog;

/// <summary>One registration as the catalog has it.</summary>
/// <param name="Address">Empty: the node's.</param>
/// <param name="Cluster">From its metadata; null: not one of FailoverCtl's.</param>
/// <param name="Site">From its metadata.</param>
/// <param name="Checks">Its own and its node's; empty where the question was not about health.</param>
public sealed record CatalogService(
    string Node,
    string Id,
    string Name,
    string Address,
    int Port,
    string? Cluster,
    string? Site,
    EquatableArray<CatalogCheck> Checks
);

/// <param name="ServiceId">Empty: a check of the node.</param>
/// <param name="CreateIndex">0 from an agent, which knows none.</param>
public sealed record CatalogCheck(
    string Node,
    string Id,
    string Status,
    string Notes,
    string Output,
    string ServiceId,
    ulong CreateIndex,
    ulong ModifyIndex
);

/// <summary>What a read of agent, catalog or health gave.</summary>
public abstract record CatalogRead<T>
{
    private CatalogRead() { }

    /// <param name="Index">To wait for the next change with; at least 1.</param>
    public sealed record Answered(T Value, ulong Index) : CatalogRead<T>;

    /// <summary>This store has no catalog: the embedded one.</summary>
    public sealed record NoCatalog : CatalogRead<T>;

    public sealed record Failed(StoreFailure Failure) : CatalogRead<T>;
}
