using FailoverCtl.Store;

namespace FailoverCtl.CommandLine.Connecting;

/// <summary>
/// Reads again from the next server when one gives no answer. Writes are sent once: a second one could meet the first.
/// </summary>
internal sealed class PatientReads(IKeyValueStore store, int attempts) : IKeyValueStore
{
    public async Task<ReadOutcome> ReadAsync(KeyQuery query, ReadMode mode, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await store.ReadAsync(query, mode, cancellationToken);
            if (attempt >= attempts || outcome is not ReadOutcome.Failed(var failure) || !IsWorthAnother(failure.Kind))
            {
                return outcome;
            }
        }
    }

    public Task<ReadOutcome> WatchAsync(
        KeyQuery query,
        ulong index,
        TimeSpan wait,
        ReadMode mode,
        CancellationToken cancellationToken
    ) => store.WatchAsync(query, index, wait, mode, cancellationToken);

    public Task<CommitOutcome> CommitAsync(Transaction transaction, CancellationToken cancellationToken) =>
        store.CommitAsync(transaction, cancellationToken);

    public Task<StoreFailure?> PutAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        store.PutAsync(key, value, cancellationToken);

    private static bool IsWorthAnother(StoreFailureKind kind) =>
        kind switch
        {
            StoreFailureKind.Unreachable or StoreFailureKind.TimedOut or StoreFailureKind.NoLeader => true,
            StoreFailureKind.Slow => true,
            StoreFailureKind.Refused or StoreFailureKind.TooLarge or StoreFailureKind.Malformed => false,
        };
}
