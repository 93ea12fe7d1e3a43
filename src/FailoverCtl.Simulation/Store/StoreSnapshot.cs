using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Simulation.Store;

/// <summary>The content of the store at one moment, each value with its index.</summary>
/// <param name="Indexes">Of each kind of documents.</param>
public sealed record StoreSnapshot(
    Stored<LedgerEntry>? Ledger,
    Stored<Holds>? Holds,
    IReadOnlyList<Stored<Report>> Reports,
    IReadOnlyList<Stored<ControllerStatus>> Heartbeats,
    IReadOnlyList<Stored<Intent>> Intents,
    ulong[] Indexes
);
