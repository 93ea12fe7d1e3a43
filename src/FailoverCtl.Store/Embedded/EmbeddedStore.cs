using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store.Embedded;

/// <summary>
/// The store for one machine: <see cref="KvMachine"/> kept durable in SQLite. A write is on the disk before it is
/// answered. When the disk fails, reads go on from the last good state and writes are refused with the reason.
/// </summary>
public sealed class EmbeddedStore : IKeyValueStore, IDisposable
{
    private readonly EmbeddedStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly BlockedReaders _readers;
    private readonly EmbeddedWriter _writer;
    private KvState _state;
    private bool _closed;

    private EmbeddedStore(EmbeddedStoreOptions options, TimeProvider time, SqliteStateFile? file, KvState state)
    {
        _options = options;
        _time = time;
        _state = state;
        _readers = new BlockedReaders(options.ReadersWaitingMax);
        _writer = new EmbeddedWriter(options, time, file, state, Publish);
    }

    /// <summary>The state in force: what reads answer from.</summary>
    public KvState State => Volatile.Read(ref _state);

    public static EmbeddedOpening Open(EmbeddedStoreOptions options, TimeProvider time)
    {
        if (options.Path is null)
        {
            return new EmbeddedOpening.Opened(new EmbeddedStore(options, time, null, KvState.Empty));
        }

        try
        {
            var (file, state) = SqliteStateFile.Open(options.Path, options.FileBytesMax);
            return new EmbeddedOpening.Opened(new EmbeddedStore(options, time, file, state));
        }
        catch (StateFileException unusable)
        {
            return new EmbeddedOpening.Refused(unusable.Message);
        }
    }

    public Task<ReadOutcome> ReadAsync(KeyQuery query, ReadMode mode, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Answer(query));
    }

    public async Task<ReadOutcome> WatchAsync(
        KeyQuery query,
        ulong index,
        TimeSpan wait,
        ReadMode mode,
        CancellationToken cancellationToken
    )
    {
        var start = _time.GetTimestamp();
        while (index > 0)
        {
            LinkedListNode<BlockedReaders.Reader>? reader;
            lock (_gate)
            {
                if (_closed || _state.IndexOf(query) > index)
                {
                    break;
                }

                reader = _readers.Add(query);
            }

            if (reader is null)
            {
                return new ReadOutcome.Failed(
                    Slow($"{_options.ReadersWaitingMax} blocking reads wait already, no more are accepted")
                );
            }

            if (!await WokenAsync(reader, wait - _time.GetElapsedTime(start), cancellationToken))
            {
                break;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        return Answer(query);
    }

    public async Task<CommitOutcome> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        var (applied, failure) = await ApplyAsync(transaction, cancellationToken);
        return failure is null ? applied!.ToOutcome() : new CommitOutcome.Failed(failure);
    }

    public async Task<StoreFailure?> PutAsync(
        string key,
        ReadOnlyMemory<byte> value,
        CancellationToken cancellationToken
    ) => (await ApplyOneAsync(new StoreOperation.Set(key, value), cancellationToken)).Failure;

    /// <summary>Closes the file after what was accepted is written. Blocking reads end with what is there.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        lock (_gate)
        {
            _closed = true;
            _readers.WakeAll();
        }
    }

    /// <summary>As <see cref="CommitAsync"/>, with the keys as they are after it: exactly one of the two is there.</summary>
    public async Task<(KvApplied? Applied, StoreFailure? Failure)> ApplyAsync(
        Transaction transaction,
        CancellationToken cancellationToken
    )
    {
        if (StoreLimits.Problem(transaction) is { } problem)
        {
            return (null, problem);
        }

        var outcome = await SubmitAsync(transaction, cancellationToken);
        return (outcome.Applied, outcome.Failure);
    }

    /// <summary>One operation outside a transaction, whose value may fill the whole limit: base64 does not count.</summary>
    public async Task<(KvApplied? Applied, StoreFailure? Failure)> ApplyOneAsync(
        StoreOperation operation,
        CancellationToken cancellationToken
    )
    {
        if (StoreLimits.Problem(operation.Key, StoreLimits.ValueOf(operation)) is { } problem)
        {
            return (null, problem);
        }

        var outcome = await SubmitAsync(Transaction.Of(operation), cancellationToken);
        return (outcome.Applied, outcome.Failure);
    }

    private async Task<SubmissionOutcome> SubmitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        if (!_writer.TrySubmit(transaction, out var done))
        {
            return new SubmissionOutcome(
                null,
                Slow($"{_options.WritesWaitingMax} writes wait for the disk already, or the store is closing")
            );
        }

        try
        {
            return await done.WaitAsync(_options.CommitLimit, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            var message =
                $"The embedded store did not write to disk within {_options.CommitLimit.TotalMilliseconds:0} ms; "
                + "the write may still happen";
            return new SubmissionOutcome(null, new StoreFailure(StoreFailureKind.TimedOut, message));
        }
    }

    private async Task<bool> WokenAsync(
        LinkedListNode<BlockedReaders.Reader> reader,
        TimeSpan rest,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await reader.Value.Woken.Task.WaitAsync(
                rest > TimeSpan.Zero ? rest : TimeSpan.Zero,
                _time,
                cancellationToken
            );
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            lock (_gate)
            {
                _readers.Remove(reader);
            }
        }
    }

    private ReadOutcome Answer(KeyQuery query)
    {
        var state = State;
        EquatableArray<KeyValue> values =
            query.IsPrefix ? state.Under(query.Text).ToEquatableArray()
            : state.Find(query.Text) is { } one ? [one]
            : [];
        return new ReadOutcome.Answered(
            new StoreAnswer(values, state.IndexOf(query), KnownLeader: true, TimeSpan.Zero)
        );
    }

    private void Publish(KvState state, IReadOnlyList<KvChange>? changes)
    {
        lock (_gate)
        {
            Volatile.Write(ref _state, state);
            if (changes is null)
            {
                _readers.WakeAll();
            }
            else
            {
                _readers.Wake(changes);
            }
        }
    }

    private static StoreFailure Slow(string why) => new(StoreFailureKind.Slow, $"The embedded store is busy: {why}");
}
