using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.CommandLine.Topologies;

/// <summary>A topology that was in force before, as the kept plans cite it and the store still has it.</summary>
internal static class Earlier
{
    /// <param name="prefix">The beginning of its hash; empty: the last one that is not in force.</param>
    /// <returns>Null and an exit code when there is none; the reason is said.</returns>
    public static async Task<(Topology? Topology, int Exit)> ReadAsync(
        Session session,
        string prefix,
        CancellationToken cancellationToken
    )
    {
        var ledger = await session.Documents.ReadLedgerAsync(ReadMode.Consistent, cancellationToken);
        if (ledger is not Found<LedgerEntry>.Here(var entry, _))
        {
            return (null, session.Fail(ledger));
        }

        var (history, failure) = await History.ReadAsync(session.Documents, cancellationToken);
        if (history is null)
        {
            return (null, session.Fail(failure!));
        }

        var hashes = history
            .Records.Reverse()
            .Select(r => r.Entry.TopologyHash)
            .Where(h => h != entry.TopologyHash)
            .Distinct()
            .ToArray();
        var meant = hashes.Where(h => h.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        if (meant.Length == 0 || (prefix.Length > 0 && meant.Length > 1))
        {
            var known =
                hashes.Length == 0 ? "none" : string.Join(", ", hashes.Select(h => h[..Math.Min(12, h.Length)]));
            var what = prefix.Length == 0 ? "no topology before this one" : $"not exactly one topology {prefix}...";
            return (
                null,
                session.World.Fail(
                    Exit.Error,
                    $"the last {Keys.PlanSlots} plans know {what}; they know: {known}. With the files of it: failoverctl apply DIR"
                )
            );
        }

        var found = await session.Documents.ReadTopologyAsync(meant[0], ReadMode.Consistent, cancellationToken);
        return found.OrNull() is { } topology ? (topology, Exit.Fine) : (null, session.Fail(found));
    }
}
