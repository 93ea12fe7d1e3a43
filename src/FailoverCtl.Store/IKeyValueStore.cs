namespace FailoverCtl.Store;

/// <summary>
/// Consul's key-value semantics, the only store FailoverCtl has: a Consul cluster, or the embedded machine on one host.
/// Bad news are values. Only cancellation throws, and a cancelled write has an unknown outcome.
/// </summary>
public interface IKeyValueStore
{
    /// <summary>Reads at once.</summary>
    Task<ReadOutcome> ReadAsync(KeyQuery query, ReadMode mode, CancellationToken cancellationToken);

    /// <summary>
    /// Waits until the answer's index is above <paramref name="index"/>, at most <paramref name="wait"/>, then answers
    /// with what is there. A wake-up need not mean a change. Index 0 answers at once.
    /// <see cref="Watching.StoreWatch"/> is the loop around it.
    /// </summary>
    Task<ReadOutcome> WatchAsync(
        KeyQuery query,
        ulong index,
        TimeSpan wait,
        ReadMode mode,
        CancellationToken cancellationToken
    );

    /// <summary>Sends the transaction once, never twice, and reports what came back.</summary>
    Task<CommitOutcome> CommitAsync(Transaction transaction, CancellationToken cancellationToken);

    /// <summary>Sets one key: for reports and heartbeats, which have one writer. Null when it was written.</summary>
    Task<StoreFailure?> PutAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken);
}
