using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.CommandLine.Recovery;

/// <summary>
/// What lies in the store. The ledger was read after everything else: whatever knows a newer epoch proves that the store has
/// lost it.
/// </summary>
/// <param name="Topology">What the ledger cites, or, without one, what the newest plan does; null: neither can be read.</param>
/// <param name="OpenIntents">Pending and accepted ones, each with its index.</param>
public sealed record StoreEvidence(
    Found<LedgerEntry> Ledger,
    Found<Holds> Holds,
    Topology? Topology,
    EquatableArray<PlanRecord> Plans,
    EquatableArray<ControllerStatus> Controllers,
    EquatableArray<DnsStatus> DnsRoles,
    EquatableArray<(Intent Intent, ulong ModifyIndex)> OpenIntents
)
{
    /// <summary>Plans that cannot be read: where they lie tells their epoch modulo <see cref="Keys.PlanSlots"/>.</summary>
    public EquatableArray<int> DamagedPlanSlots { get; init; } = [];

    /// <summary>The index that a transaction must still find; 0: there is no such key.</summary>
    public ulong LedgerIndex => IndexOf(Ledger);

    /// <inheritdoc cref="LedgerIndex"/>
    public ulong HoldsIndex => IndexOf(Holds);

    private static ulong IndexOf<T>(Found<T> found) =>
        found switch
        {
            Found<T>.Here(_, var index) => index,
            Found<T>.Damaged damaged => damaged.ModifyIndex,
            _ => 0,
        };
}
