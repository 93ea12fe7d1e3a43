using FailoverCtl.Domain.Collections;
using FailoverCtl.Store;

namespace FailoverCtl.Tests.Core.CommandLine;

/// <summary>A store of some keys, which answers what the test says to a commit and nothing at all about one key or prefix.</summary>
internal sealed class PartialStore : IKeyValueStore
{
    public static readonly StoreFailure Failure = new(StoreFailureKind.TimedOut, "no answer within 400 ms");

    private readonly SortedDictionary<string, byte[]> _values = new(StringComparer.Ordinal);

    public string? Silent { get; set; }

    public CommitOutcome Reply { get; set; } = new CommitOutcome.Committed([]);

    public PartialStore With(string key, byte[] value)
    {
        _values[key] = value;
        return this;
    }

    public Task<ReadOutcome> ReadAsync(KeyQuery query, ReadMode mode, CancellationToken cancellationToken)
    {
        var found = _values.Where(v => query.Covers(v.Key)).Select(v => new KeyValue(v.Key, v.Value, 5, 5));
        return Task.FromResult<ReadOutcome>(
            query.Text == Silent
                ? new ReadOutcome.Failed(Failure)
                : new ReadOutcome.Answered(new(found.ToEquatableArray(), 9, KnownLeader: true, TimeSpan.Zero))
        );
    }

    public Task<CommitOutcome> CommitAsync(Transaction transaction, CancellationToken cancellationToken) =>
        Task.FromResult(Reply);

    public Task<ReadOutcome> WatchAsync(
        KeyQuery query,
        ulong index,
        TimeSpan wait,
        ReadMode mode,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("recover watches nothing");

    public Task<StoreFailure?> PutAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        throw new NotSupportedException("recover puts nothing outside a transaction");
}
