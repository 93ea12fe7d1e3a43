using System.Collections.Immutable;

namespace FailoverCtl.Store.Embedded;

/// <summary>
/// Everything the embedded store holds at one index, immutable: a reader keeps it, a snapshot is a reference,
/// and undoing a transaction is forgetting its result.
/// </summary>
/// <param name="Index">Rises by one with every write that changes something; 1 before the first, as Consul has it.</param>
/// <param name="Entries">Sorted by key.</param>
/// <param name="Tombstones">Where something was deleted, so that the index of a prefix rises then too. Sorted by key.</param>
/// <param name="GraveyardFloor">Tombstones up to this index were dropped; no prefix with content answers a lower index.</param>
public sealed record KvState(
    ulong Index,
    ImmutableSortedSet<KeyValue> Entries,
    ImmutableSortedSet<Tombstone> Tombstones,
    ulong GraveyardFloor
)
{
    public static KvState Empty { get; } =
        new(
            1,
            ImmutableSortedSet.Create<KeyValue>(EntryOrder.Instance),
            ImmutableSortedSet.Create<Tombstone>(TombstoneOrder.Instance),
            0
        );

    public KeyValue? Find(string key) =>
        Entries.TryGetValue(new KeyValue(key, default, 0, 0), out var found) ? found : null;

    /// <summary>The entries whose key starts with the prefix, in order.</summary>
    public IEnumerable<KeyValue> Under(string prefix)
    {
        for (var i = From(Entries, new KeyValue(prefix, default, 0, 0)); i < Entries.Count; i++)
        {
            var entry = Entries[i];
            if (!entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield break;
            }

            yield return entry;
        }
    }

    /// <summary>
    /// The index that a read of this query carries. It never falls from one state to the next, and rises with every
    /// change of what the query covers. Without content it is the index of the whole store, as in Consul.
    /// </summary>
    public ulong IndexOf(KeyQuery query)
    {
        if (!query.IsPrefix)
        {
            return Find(query.Text)?.ModifyIndex ?? Index;
        }

        if (query.Text.Length == 0)
        {
            return Index;
        }

        var newest = 0UL;
        foreach (var entry in Under(query.Text))
        {
            newest = Math.Max(newest, entry.ModifyIndex);
        }

        for (var i = From(Tombstones, new Tombstone(query.Text, 0)); i < Tombstones.Count; i++)
        {
            var tombstone = Tombstones[i];
            if (!tombstone.Key.StartsWith(query.Text, StringComparison.Ordinal))
            {
                break;
            }

            newest = Math.Max(newest, tombstone.Index);
        }

        return newest == 0 ? Index : Math.Max(newest, GraveyardFloor);
    }

    private static int From<T>(ImmutableSortedSet<T> set, T probe)
    {
        var at = set.IndexOf(probe);
        return at < 0 ? ~at : at;
    }
}

/// <summary>This key was deleted at this index; it may be back by now.</summary>
public sealed record Tombstone(string Key, ulong Index);

internal sealed class EntryOrder : IComparer<KeyValue>
{
    public static EntryOrder Instance { get; } = new();

    public int Compare(KeyValue? x, KeyValue? y) => string.CompareOrdinal(x?.Key, y?.Key);
}

internal sealed class TombstoneOrder : IComparer<Tombstone>
{
    public static TombstoneOrder Instance { get; } = new();

    public int Compare(Tombstone? x, Tombstone? y) => string.CompareOrdinal(x?.Key, y?.Key);
}
