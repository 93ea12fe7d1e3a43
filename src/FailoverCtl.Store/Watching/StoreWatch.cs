using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store.Watching;

/// <summary>
/// The loop around blocking reads: follows a key or a prefix and hands over each new content. What comes between two
/// reads is seen only as its last state, so what is watched must carry its own number.
/// </summary>
/// <param name="seed">For the jitter of the pauses; every watch of a process gets another.</param>
public sealed class StoreWatch(
    IKeyValueStore store,
    KeyQuery query,
    StoreWatchOptions options,
    TimeProvider time,
    int seed
)
{
    private readonly TokenBucket _bucket = new(time, options.Burst, options.ReadsPerSecond);
    private readonly Backoff _backoff = new(options.BackoffMin, options.BackoffMax, seed);
    private EquatableArray<KeyValue>? _last;
    private ulong _index;

    /// <summary>
    /// Runs until it is cancelled, then returns. An exception of a handler ends the watch and comes out here.
    /// </summary>
    /// <param name="changed">Awaited for the first answer and for each one with other content; the next read comes after it.</param>
    /// <param name="confirmed">Called for each answer with the same content: the store is alive and nothing has changed.</param>
    /// <param name="failed">Called for each failure; the watch goes on by itself.</param>
    public async Task RunAsync(
        Func<StoreAnswer, CancellationToken, ValueTask> changed,
        Action<StoreAnswer> confirmed,
        Action<StoreFailure> failed,
        CancellationToken cancellationToken
    )
    {
        try
        {
            while (true)
            {
                await PauseAsync(_bucket.Take(), cancellationToken);
                switch (await store.WatchAsync(query, _index, options.Wait, options.Mode, cancellationToken))
                {
                    case ReadOutcome.Failed(var failure):
                        failed(failure);
                        // The next server may count differently, and the content may have changed meanwhile: look at once.
                        _index = 0;
                        await PauseAsync(_backoff.Next(), cancellationToken);
                        break;
                    case ReadOutcome.Answered(var answer):
                        _backoff.Reset();
                        await TakeAsync(answer, changed, confirmed, cancellationToken);
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Cancelled is how a watch ends.
        }
    }

    private async ValueTask TakeAsync(
        StoreAnswer answer,
        Func<StoreAnswer, CancellationToken, ValueTask> changed,
        Action<StoreAnswer> confirmed,
        CancellationToken cancellationToken
    )
    {
        if (answer.Index < _index)
        {
            // A restored snapshot, or a server behind the last one. Whether the content was rewound is for the reader of
            // the ledger to say (I-15); waiting for an index of the past would make this watch deaf.
            _index = 0;
            return;
        }

        // An index below 1 would turn the blocking read into a hot loop.
        _index = Math.Max(1, answer.Index);
        if (_last is { } last && last == answer.Values)
        {
            confirmed(answer);
            return;
        }

        await changed(answer, cancellationToken);
        _last = answer.Values;
    }

    private Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) =>
        pause > TimeSpan.Zero ? Task.Delay(pause, time, cancellationToken) : Task.CompletedTask;
}
