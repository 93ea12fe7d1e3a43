using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Store.Documents;

/// <summary>The documents of one cluster, typed.</summary>
public sealed class ClusterDocuments(IKeyValueStore store, Keys keys)
{
    public Keys Keys => keys;

    public IKeyValueStore Store => store;

    public async Task<Found<T>> ReadAsync<T>(
        string key,
        JsonTypeInfo<T> type,
        ReadMode mode,
        CancellationToken cancellationToken
    ) =>
        await store.ReadAsync(KeyQuery.One(key), mode, cancellationToken) switch
        {
            ReadOutcome.Answered({ Values: [var stored] }) => Codec.Read(stored, type),
            ReadOutcome.Answered => new Found<T>.Missing(key),
            ReadOutcome.Failed(var failure) => new Found<T>.Unavailable(failure),
            _ => throw new InvalidOperationException("a read outcome of a kind that does not exist"),
        };

    /// <summary>Every document under a prefix; one failure when the store does not answer.</summary>
    public async Task<IReadOnlyList<Found<T>>> ReadManyAsync<T>(
        string prefix,
        JsonTypeInfo<T> type,
        ReadMode mode,
        CancellationToken cancellationToken
    ) =>
        await store.ReadAsync(KeyQuery.Under(prefix), mode, cancellationToken) switch
        {
            ReadOutcome.Answered(var answer) => [.. answer.Values.Select(v => Codec.Read(v, type))],
            ReadOutcome.Failed(var failure) => [new Found<T>.Unavailable(failure)],
            _ => throw new InvalidOperationException("a read outcome of a kind that does not exist"),
        };

    public Task<Found<LedgerEntry>> ReadLedgerAsync(ReadMode mode, CancellationToken cancellationToken) =>
        ReadAsync(keys.Ledger, DomainJson.Default.LedgerEntry, mode, cancellationToken);

    public Task<Found<Holds>> ReadHoldsAsync(ReadMode mode, CancellationToken cancellationToken) =>
        ReadAsync(keys.Holds, DomainJson.Default.Holds, mode, cancellationToken);

    /// <summary>The topology that a ledger cites; chunks that do not add up to the hash are damage.</summary>
    public async Task<Found<Topology>> ReadTopologyAsync(
        string hash,
        ReadMode mode,
        CancellationToken cancellationToken
    )
    {
        var prefix = keys.Topology(hash);
        switch (await store.ReadAsync(KeyQuery.Under(prefix), mode, cancellationToken))
        {
            case ReadOutcome.Answered({ Values.IsEmpty: true }):
                return new Found<Topology>.Missing(prefix);
            case ReadOutcome.Answered(var answer):
                try
                {
                    byte[] bytes = [.. answer.Values.SelectMany(v => v.Value.ToArray())];
                    return new Found<Topology>.Here(TopologyDocument.Read(hash, bytes), answer.Index);
                }
                catch (JsonException e)
                {
                    return new Found<Topology>.Damaged(prefix, e.Message);
                }
            case ReadOutcome.Failed(var failure):
                return new Found<Topology>.Unavailable(failure);
            default:
                throw new InvalidOperationException("a read outcome of a kind that does not exist");
        }
    }

    /// <summary>
    /// Changes the holds by cas, so that two operators do not lose each other's. It needs no controller: a hold must work
    /// with all of them dead.
    /// </summary>
    /// <returns>Null when written; otherwise why not.</returns>
    public async Task<string?> ChangeHoldsAsync(Func<Holds, Holds> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var found = await ReadHoldsAsync(ReadMode.Consistent, cancellationToken);
            if (found is not Found<Holds>.Here(var holds, var index))
            {
                return found.Problem;
            }

            var next = change(holds) with { Revision = holds.Revision + 1 };
            var write = new StoreOperation.Cas(keys.Holds, Codec.Write(next, DomainJson.Default.Holds), index);
            switch (await store.CommitAsync(Transaction.Of(write), cancellationToken))
            {
                case CommitOutcome.Committed:
                    return null;
                case CommitOutcome.Failed(var failure):
                    return $"{failure.Message}; whether the change was made is unknown: look at failoverctl status";
                default:
                    break;
            }
        }

        return "others change the holds at the same time; try again";
    }

    /// <summary>Puts an intent where controllers find it; an id is used once.</summary>
    /// <returns>Null when written; otherwise why not.</returns>
    public async Task<string?> AskAsync(Intent intent, CancellationToken cancellationToken)
    {
        var write = new StoreOperation.Cas(
            keys.Intent(intent.Id),
            Codec.Write(intent, DomainJson.Default.Intent),
            Index: 0
        );
        return await store.CommitAsync(Transaction.Of(write), cancellationToken) switch
        {
            CommitOutcome.Committed => null,
            CommitOutcome.Conflict => $"an intent {intent.Id} exists already",
            CommitOutcome.Failed(var failure) => failure.Message,
            _ => throw new InvalidOperationException("a commit outcome of a kind that does not exist"),
        };
    }
}
