using FailoverCtl.Domain.Collections;
using FailoverCtl.Store;

namespace FailoverCtl.Tests.Core.Store;

/// <summary>Consul's table as one would explain it on paper: copy everything, work, throw the copy away on an error.</summary>
internal sealed class NaiveTable
{
    private Dictionary<string, KeyValue> _rows = [];

    public ulong Index { get; private set; } = 1;

    public IEnumerable<KeyValue> Rows() => _rows.Values.OrderBy(row => row.Key, StringComparer.Ordinal);

    public CommitOutcome Apply(Transaction transaction)
    {
        var rows = new Dictionary<string, KeyValue>(_rows);
        var index = Index + 1;
        var wrote = false;
        var errors = new List<OperationError>();
        var indexes = new List<ulong>();
        var number = 0;
        foreach (var operation in transaction.Operations)
        {
            var key = operation.Key;
            var found = rows.TryGetValue(key, out var row);
            var result = 0UL;
            string? error = null;

            void Write(ReadOnlyMemory<byte> value, ulong flags)
            {
                if (found && row!.Value.Span.SequenceEqual(value.Span) && row.Flags == flags)
                {
                    result = row.ModifyIndex;
                    return;
                }

                rows[key] = new KeyValue(key, value, found ? row!.CreateIndex : index, index) { Flags = flags };
                result = index;
                wrote = true;
            }

            switch (operation)
            {
                case StoreOperation.Set set:
                    Write(set.Value, set.Flags);
                    break;
                case StoreOperation.Cas cas:
                    if (cas.Index == 0 ? found : !found || row!.ModifyIndex != cas.Index)
                    {
                        error = $"failed to set key \"{key}\", index is stale";
                    }
                    else
                    {
                        Write(cas.Value, cas.Flags);
                    }

                    break;
                case StoreOperation.CheckIndex check:
                    result = row?.ModifyIndex ?? 0;
                    error =
                        !found ? $"failed to check index, key \"{key}\" doesn't exist"
                        : row!.ModifyIndex != check.Index
                            ? $"failed index check for key \"{key}\", current modify index {row.ModifyIndex} != {check.Index}"
                        : null;
                    break;
                case StoreOperation.CheckNotExists:
                    error = found ? $"key \"{key}\" exists" : null;
                    break;
                case StoreOperation.Delete:
                    wrote |= rows.Remove(key);
                    break;
                case StoreOperation.DeleteCas cas:
                    if (found && row!.ModifyIndex != cas.Index)
                    {
                        error = $"failed to delete key \"{key}\", index is stale";
                    }
                    else
                    {
                        wrote |= rows.Remove(key);
                    }

                    break;
                case StoreOperation.DeleteTree tree:
                    foreach (
                        var doomed in rows.Keys.Where(k => k.StartsWith(tree.Prefix, StringComparison.Ordinal)).ToList()
                    )
                    {
                        wrote |= rows.Remove(doomed);
                    }

                    break;
            }

            if (error is not null)
            {
                errors.Add(new OperationError(number, error));
            }

            indexes.Add(result);
            number++;
        }

        if (errors.Count > 0)
        {
            return new CommitOutcome.Conflict(errors.ToEquatableArray());
        }

        _rows = rows;
        Index = wrote ? index : Index;
        return new CommitOutcome.Committed(indexes.ToEquatableArray());
    }
}
