using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Topologies;

/// <summary>Another topology beside the one in force.</summary>
/// <param name="Other">The other one as the store would keep it.</param>
internal sealed record Comparison(
    LedgerEntry Ledger,
    TopologyDocument Other,
    IReadOnlyList<ThingChange> Changes,
    ApplyOutlook Outlook
)
{
    public bool IsSame => Ledger.TopologyHash == Other.Hash;

    /// <param name="intent">What would ask for it: its overrides count.</param>
    /// <returns>Null and an exit code when what is in force cannot be read; the reason is said.</returns>
    public static async Task<(Comparison? Comparison, int Exit)> ReadAsync(
        Session session,
        Topology other,
        Intent intent,
        CancellationToken cancellationToken
    )
    {
        var (snapshot, ledger) = await SnapshotReader.ReadAsync(session.Documents, cancellationToken);
        if (snapshot is null)
        {
            return (null, session.Fail(ledger));
        }

        if (snapshot is not { Topology: { } inForce, Holds: { } holds })
        {
            var problem = string.Join("; ", snapshot.Problems);
            return (null, session.World.Fail(Exit.Error, $"what is in force cannot be read: {problem}"));
        }

        var document = TopologyDocument.Write(other);
        var entry = snapshot.Ledger;
        var latches = LatchClock.After(entry.Latches, snapshot.EpochAgeMilliseconds ?? 0);
        return (
            new(
                entry,
                document,
                TopologyDifference.Between(inForce, other),
                ApplyOutlook.Of(entry, inForce, latches, holds, document.Hash, other, intent)
            ),
            Exit.Fine
        );
    }
}
