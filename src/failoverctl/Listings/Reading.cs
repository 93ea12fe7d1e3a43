using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Snapshots;

namespace FailoverCtl.CommandLine.Listings;

/// <summary>Reads all that a listing may show.</summary>
internal static class Reading
{
    /// <returns>Nulls and an exit code when the store or its ledger cannot be read; the reason is said. Damage elsewhere goes to
    /// standard error, and what can be shown is.</returns>
    public static async Task<(ClusterSnapshot? Snapshot, History? History, int Exit)> ReadAsync(
        Session session,
        CancellationToken cancellationToken
    )
    {
        var reading = History.ReadAsync(session.Documents, cancellationToken);
        var (snapshot, ledger) = await SnapshotReader.ReadAsync(session.Documents, cancellationToken);
        var (history, failure) = await reading;
        if (snapshot is null || history is null)
        {
            return (null, null, snapshot is null ? session.Fail(ledger) : session.Fail(failure!));
        }

        foreach (var problem in snapshot.Problems)
        {
            session.World.Fail(Exit.Error, problem);
        }

        return (snapshot, history, Exit.Fine);
    }
}
