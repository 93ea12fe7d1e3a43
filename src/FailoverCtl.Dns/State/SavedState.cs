using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Dns.State;

/// <summary>All that a DNS role needs to answer without the store.</summary>
public sealed record SavedState(TopologyDocument Topology, LedgerEntry Entry);

/// <summary>What was found on disk.</summary>
public abstract record StateRead
{
    private StateRead() { }

    /// <param name="KnownBehind">A newer epoch was answered than could be written.</param>
    public sealed record Found(SavedState State, bool KnownBehind) : StateRead;

    public sealed record Failed(StateProblem Problem) : StateRead;
}
