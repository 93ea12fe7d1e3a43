using System.Text.Json;
using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store.Consul;

/// <summary>Transactions in the shape of /v1/txn, and what it answers.</summary>
internal static class ConsulTransaction
{
    // What Consul says of an operation that the token may not do, among the errors of a 409: no race was lost here.
    private const string Denied = "Permission denied";

    public static byte[] Encode(Transaction transaction)
    {
        var operations = new List<ConsulTxnOperation>(transaction.Operations.Count);
        foreach (var operation in transaction.Operations)
        {
            operations.Add(new ConsulTxnOperation(Verb(operation)));
        }

        return JsonSerializer.SerializeToUtf8Bytes(operations, ConsulJson.Default.IReadOnlyListConsulTxnOperation);
    }

    /// <summary>
    /// Consul lists results without numbers and leaves some operations out, so they are matched in order.
    /// Null when they do not match: then the answer is not one to this transaction.
    /// </summary>
    public static CommitOutcome.Committed? Committed(Transaction transaction, ConsulTxnAnswer answer)
    {
        var results = answer.Results ?? [];
        var indexes = new ulong[transaction.Operations.Count];
        var next = 0;
        for (var i = 0; i < indexes.Length; i++)
        {
            var operation = transaction.Operations[i];
            if (operation is not (StoreOperation.Set or StoreOperation.Cas or StoreOperation.CheckIndex))
            {
                continue;
            }

            if (next >= results.Count || results[next]?.KeyValue is not { } key || key.Key != operation.Key)
            {
                return null;
            }

            indexes[i] = key.ModifyIndex;
            next++;
        }

        return next == results.Count ? new CommitOutcome.Committed(EquatableArray.Create<ulong>(indexes)) : null;
    }

    /// <summary>Null when the body lists no error, or one of an operation that was not sent.</summary>
    public static CommitOutcome? Conflict(Transaction transaction, ConsulTxnAnswer answer)
    {
        if (answer.Errors is not { Count: > 0 } errors)
        {
            return null;
        }

        if (!errors.All(e => e is not null && e.OpIndex >= 0 && e.OpIndex < transaction.Operations.Count))
        {
            return null;
        }

        return errors.FirstOrDefault(e => e.What.Contains(Denied, StringComparison.OrdinalIgnoreCase)) is { } denied
            ? new CommitOutcome.Failed(
                new(
                    StoreFailureKind.Refused,
                    $"Consul refused the transaction: the token may not write {transaction.Operations[denied.OpIndex].Key}"
                )
            )
            : new CommitOutcome.Conflict(errors.Select(e => new OperationError(e.OpIndex, e.What)).ToEquatableArray());
    }

    private static ConsulTxnVerb Verb(StoreOperation operation) =>
        operation switch
        {
            StoreOperation.Set set => new("set", set.Key, set.Value.ToArray(), set.Flags, 0),
            StoreOperation.Cas cas => new("cas", cas.Key, cas.Value.ToArray(), cas.Flags, cas.Index),
            StoreOperation.CheckIndex check => new("check-index", check.Key, null, 0, check.Index),
            StoreOperation.CheckNotExists => new("check-not-exists", operation.Key, null, 0, 0),
            StoreOperation.Delete => new("delete", operation.Key, null, 0, 0),
            StoreOperation.DeleteCas delete => new("delete-cas", delete.Key, null, 0, delete.Index),
            StoreOperation.DeleteTree => new("delete-tree", operation.Key, null, 0, 0),
            _ => throw new InvalidOperationException($"operation {operation.GetType().Name} has no verb"),
        };
}
