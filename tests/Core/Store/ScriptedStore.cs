using System.Threading.Channels;
using FailoverCtl.Store;

namespace FailoverCtl.Tests.Core.Store;

/// <summary>A store whose blocking reads answer what the test says, when it says so.</summary>
internal sealed class ScriptedStore : IKeyValueStore
{
    private readonly Channel<(ulong Index, TaskCompletionSource<ReadOutcome> Answer)> _asked = Channel.CreateUnbounded<(
        ulong,
        TaskCompletionSource<ReadOutcome>
    )>();

    /// <summary>Waits for the next blocking read, answers it, and returns the index that it asked with.</summary>
    public async Task<ulong> AnswerAsync(ReadOutcome outcome)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var (index, answer) = await _asked.Reader.ReadAsync(limit.Token);
        answer.SetResult(outcome);
        return index;
    }

    /// <summary>Waits for the next blocking read and leaves it waiting.</summary>
    public async Task AskedAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _asked.Reader.ReadAsync(limit.Token);
    }

    public Task<ReadOutcome> WatchAsync(
        KeyQuery query,
        ulong index,
        TimeSpan wait,
        ReadMode mode,
        CancellationToken cancellationToken
    )
    {
        var answer = new TaskCompletionSource<ReadOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert(_asked.Writer.TryWrite((index, answer)));
        return answer.Task.WaitAsync(cancellationToken);
    }

    public Task<ReadOutcome> ReadAsync(KeyQuery query, ReadMode mode, CancellationToken cancellationToken) =>
        throw new NotSupportedException("a watch only watches");

    public Task<CommitOutcome> CommitAsync(Transaction transaction, CancellationToken cancellationToken) =>
        throw new NotSupportedException("a watch writes nothing");

    public Task<StoreFailure?> PutAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        throw new NotSupportedException("a watch writes nothing");

    private static void Assert(bool written) => Xunit.Assert.True(written);
}
