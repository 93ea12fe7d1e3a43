using System.Collections.Concurrent;

namespace FailoverCtl.Store.Embedded;

/// <summary>
/// The one thread that changes the state. It applies what is waiting, makes it durable in one go, and only then
/// publishes and answers. A thread of its own, because a disk flush would block the pool that everything timed runs on.
/// </summary>
internal sealed class EmbeddedWriter : IDisposable
{
    private const int BatchMax = 64;

    private readonly BlockingCollection<Submission> _queue;
    private readonly EmbeddedStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<KvState, IReadOnlyList<KvChange>?> _publish;
    private readonly Thread _thread;
    private SqliteStateFile? _file;
    private KvState _state;
    private string? _problem;
    private long? _lastReopen;

    /// <param name="publish">Gets every new state with what changed; null means that it was read from the disk again.</param>
    public EmbeddedWriter(
        EmbeddedStoreOptions options,
        TimeProvider time,
        SqliteStateFile? file,
        KvState state,
        Action<KvState, IReadOnlyList<KvChange>?> publish
    )
    {
        _queue = new BlockingCollection<Submission>(options.WritesWaitingMax);
        _options = options;
        _time = time;
        _file = file;
        _state = state;
        _publish = publish;
        _thread = new Thread(Run) { IsBackground = true, Name = "embedded store writer" };
        _thread.Start();
    }

    /// <summary>False when too many writes wait already or the store is closed.</summary>
    public bool TrySubmit(Transaction transaction, out Task<SubmissionOutcome> done)
    {
        var submission = new Submission(transaction);
        done = submission.Done.Task;
        try
        {
            return _queue.TryAdd(submission);
        }
        catch (Exception closed) when (closed is InvalidOperationException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Finishes what was accepted, then closes the file.</summary>
    public void Dispose()
    {
        if (_queue.IsAddingCompleted)
        {
            return;
        }

        _queue.CompleteAdding();
        _thread.Join();
        _file?.Dispose();
        _queue.Dispose();
    }

    private void Run()
    {
        var batch = new List<Submission>(BatchMax);
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            batch.Clear();
            batch.Add(first);
            while (batch.Count < BatchMax && _queue.TryTake(out var next))
            {
                batch.Add(next);
            }

            try
            {
                Commit(batch);
            }
            catch (StateFileException broken)
            {
                Fail(batch, broken.Message);
            }
#pragma warning disable CA1031 // a bug must not end the thread: every later write would wait for nobody
            catch (Exception bug)
            {
                Fail(batch, $"The embedded store failed on a bug: {bug.Message}");
            }
#pragma warning restore CA1031
        }
    }

    private void Commit(List<Submission> batch)
    {
        if (_problem is not null)
        {
            Reopen();
        }

        var state = _state;
        var changes = new List<KvChange>(batch.Count);
        var applied = new List<KvApplied>(batch.Count);
        foreach (var submission in batch)
        {
            var one = KvMachine.Apply(state, submission.Transaction);
            applied.Add(one);
            state = one.State;
            if (one.Change is { } change)
            {
                changes.Add(change);
            }
        }

        if (changes.Count > 0)
        {
            _file?.Write(changes);
            _state = state;
            _publish(state, changes);
        }

        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Done.TrySetResult(new SubmissionOutcome(applied[i], null));
        }
    }

    // After a failed flush nobody knows what the disk holds: nothing is written before it was read again.
    private void Reopen()
    {
        if (_lastReopen is { } last && _time.GetElapsedTime(last) < _options.ReopenInterval)
        {
            throw new StateFileException(_problem!);
        }

        _lastReopen = _time.GetTimestamp();
        _file?.Dispose();
        _file = null;
        var (file, state) = SqliteStateFile.Open(_options.Path!, _options.FileBytesMax);
        if (state.Index < _state.Index)
        {
            file.Dispose();
            throw new StateFileException(
                $"{_options.Path} holds index {state.Index}, older than {_state.Index} which was served already: it was "
                    + "exchanged or rolled back. Writes are refused; restart failoverd to accept the older content."
            );
        }

        _file = file;
        _state = state;
        _problem = null;
        _publish(state, null);
    }

    private void Fail(List<Submission> batch, string problem)
    {
        if (_options.Path is not null)
        {
            _problem = problem;
        }

        var failure = new StoreFailure(
            StoreFailureKind.NoLeader,
            $"The embedded store refuses writes: {problem.TrimEnd('.')}"
        );
        foreach (var submission in batch)
        {
            submission.Done.TrySetResult(new SubmissionOutcome(null, failure));
        }
    }

    private sealed class Submission(Transaction transaction)
    {
        public Transaction Transaction { get; } = transaction;

        public TaskCompletionSource<SubmissionOutcome> Done { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>Exactly one of the two is there.</summary>
internal sealed record SubmissionOutcome(KvApplied? Applied, StoreFailure? Failure);
