using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Store.Embedded;

/// <summary>A transaction in the making: the state as its operations so far would leave it.</summary>
internal sealed class KvDraft
{
    private readonly KvState _before;
    private readonly ulong _index;
    private readonly SortedSet<string> _touched = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Tombstone> _buried = new(StringComparer.Ordinal);
    private KvState _state;

    public KvDraft(KvState before)
    {
        _before = before;
        _state = before;
        _index = before.Index + 1;
    }

    /// <summary>Runs one operation; the error in Consul's words, null when it worked.</summary>
    public string? Run(StoreOperation operation, out KeyValue? result)
    {
        var existing = _state.Find(operation.Key);
        result = null;
        switch (operation)
        {
            case StoreOperation.Set set:
                result = Write(existing, set.Key, set.Value, set.Flags);
                return null;
            case StoreOperation.Cas cas:
                if ((existing?.ModifyIndex ?? 0) != cas.Index)
                {
                    return $"failed to set key \"{cas.Key}\", index is stale";
                }

                result = Write(existing, cas.Key, cas.Value, cas.Flags);
                return null;
            case StoreOperation.CheckIndex check:
                result = existing;
                return CheckIndex(existing, check);
            case StoreOperation.CheckNotExists:
                return existing is null ? null : $"key \"{operation.Key}\" exists";
            case StoreOperation.Delete:
                Remove(existing);
                return null;
            case StoreOperation.DeleteCas delete:
                if (existing is not null && existing.ModifyIndex != delete.Index)
                {
                    return $"failed to delete key \"{delete.Key}\", index is stale";
                }

                Remove(existing);
                return null;
            case StoreOperation.DeleteTree tree:
                RemoveTree(tree.Prefix);
                return null;
            default:
                throw new InvalidOperationException($"operation {operation.GetType().Name} has no meaning here");
        }
    }

    /// <summary>The difference that the operations made, null when there is none.</summary>
    public KvChange? Finish(out KvState after)
    {
        if (_touched.Count == 0)
        {
            after = _before;
            return null;
        }

        var tombstones = _state.Tombstones;
        foreach (var tombstone in _buried.Values)
        {
            tombstones = tombstones.Remove(tombstone).Add(tombstone);
        }

        var floor = _before.GraveyardFloor;
        if (tombstones.Count > KvMachine.TombstonesMax)
        {
            var indexes = tombstones.Select(t => t.Index).Order().ToArray();
            floor = indexes[indexes.Length / 2];
            tombstones = tombstones.Except(tombstones.Where(t => t.Index <= floor).ToArray());
        }

        after = new KvState(_index, _state.Entries, tombstones, floor);
        var keys = _touched.Select(key => new KeyChange(key, _before.Find(key), _state.Find(key)));
        return new KvChange(_index, keys.ToEquatableArray(), _buried.Values.ToEquatableArray(), floor);
    }

    private static string? CheckIndex(KeyValue? existing, StoreOperation.CheckIndex check)
    {
        if (existing is null)
        {
            return $"failed to check index, key \"{check.Key}\" doesn't exist";
        }

        return existing.ModifyIndex == check.Index
            ? null
            : $"failed index check for key \"{check.Key}\", current modify index {existing.ModifyIndex} != {check.Index}";
    }

    private KeyValue Write(KeyValue? existing, string key, ReadOnlyMemory<byte> value, ulong flags)
    {
        if (existing is not null && existing.Flags == flags && existing.Value.Span.SequenceEqual(value.Span))
        {
            return existing;
        }

        // A copy: the caller may use its buffer again.
        var written = new KeyValue(key, value.ToArray(), existing?.CreateIndex ?? _index, _index) { Flags = flags };
        var entries = existing is null ? _state.Entries : _state.Entries.Remove(existing);
        _state = _state with { Entries = entries.Add(written) };
        _touched.Add(key);
        return written;
    }

    private void Remove(KeyValue? existing)
    {
        if (existing is not null)
        {
            _state = _state with { Entries = _state.Entries.Remove(existing) };
            _touched.Add(existing.Key);
            _buried[existing.Key] = new Tombstone(existing.Key, _index);
        }
    }

    // A tombstone per key. Consul buries one for the whole tree, which the index of a deeper prefix does not see when an
    // older tombstone lies there: its index would stay, or fall, although everything under it is gone.
    private void RemoveTree(string prefix)
    {
        foreach (var doomed in _state.Under(prefix))
        {
            Remove(doomed);
        }
    }
}
