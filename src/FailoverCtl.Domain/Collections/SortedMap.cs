using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace FailoverCtl.Domain.Collections;

/// <summary>
/// An immutable map that always enumerates in the order of its keys and compares by value. Hash-ordered maps enumerate
/// differently in every process, and two controllers with the same inputs must reach the same plan.
/// </summary>
public sealed class SortedMap<TKey, TValue>
    : IEquatable<SortedMap<TKey, TValue>>,
        IReadOnlyCollection<KeyValuePair<TKey, TValue>>
    where TKey : notnull, IComparable<TKey>
{
    private readonly TKey[] _keys;
    private readonly TValue[] _values;

    private SortedMap(TKey[] keys, TValue[] values)
    {
        _keys = keys;
        _values = values;
    }

    public static SortedMap<TKey, TValue> Empty { get; } = new([], []);

    public int Count => _keys.Length;

    public IReadOnlyList<TKey> Keys => _keys;

    public IReadOnlyList<TValue> Values => _values;

    /// <exception cref="KeyNotFoundException">The key is not in the map.</exception>
    public TValue this[TKey key] =>
        TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"no entry for {key}");

    /// <exception cref="ArgumentException">Two entries share a key.</exception>
    public static SortedMap<TKey, TValue> From(IEnumerable<KeyValuePair<TKey, TValue>> entries)
    {
        var sorted = entries.ToArray();
        Array.Sort(sorted, static (a, b) => a.Key.CompareTo(b.Key));
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Key.CompareTo(sorted[i - 1].Key) == 0)
            {
                throw new ArgumentException($"the key {sorted[i].Key} stands twice", nameof(entries));
            }
        }

        return sorted.Length == 0 ? Empty : new([.. sorted.Select(e => e.Key)], [.. sorted.Select(e => e.Value)]);
    }

    public bool ContainsKey(TKey key) => Array.BinarySearch(_keys, key) >= 0;

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var at = Array.BinarySearch(_keys, key);
        value = at >= 0 ? _values[at] : default;
        return at >= 0;
    }

    public TValue? Find(TKey key) => TryGetValue(key, out var value) ? value : default;

    public SortedMap<TKey, TValue> Set(TKey key, TValue value)
    {
        var at = Array.BinarySearch(_keys, key);
        if (at >= 0)
        {
            var values = (TValue[])_values.Clone();
            values[at] = value;
            return new(_keys, values);
        }

        at = ~at;
        return new([.. _keys[..at], key, .. _keys[at..]], [.. _values[..at], value, .. _values[at..]]);
    }

    public SortedMap<TKey, TValue> Remove(TKey key)
    {
        var at = Array.BinarySearch(_keys, key);
        return at < 0 ? this : new([.. _keys[..at], .. _keys[(at + 1)..]], [.. _values[..at], .. _values[(at + 1)..]]);
    }

    public bool Equals(SortedMap<TKey, TValue>? other) =>
        other is not null
        && (ReferenceEquals(this, other) || (_keys.AsSpan().SequenceEqual(other._keys) && ValuesEqual(other)));

    public override bool Equals(object? obj) => Equals(obj as SortedMap<TKey, TValue>);

    public static bool operator ==(SortedMap<TKey, TValue>? left, SortedMap<TKey, TValue>? right) =>
        left is null ? right is null : left.Equals(right);

    public static bool operator !=(SortedMap<TKey, TValue>? left, SortedMap<TKey, TValue>? right) => !(left == right);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (key, value) in this)
        {
            hash.Add(key);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator()
    {
        for (var i = 0; i < _keys.Length; i++)
        {
            yield return new(_keys[i], _values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private bool ValuesEqual(SortedMap<TKey, TValue> other)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            if (!EqualityComparer<TValue>.Default.Equals(_values[i], other._values[i]))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Makes <see cref="SortedMap{TKey,TValue}"/> from sequences.</summary>
public static class SortedMap
{
    public static SortedMap<TKey, TValue> ToSortedMap<TItem, TKey, TValue>(
        this IEnumerable<TItem> items,
        Func<TItem, TKey> key,
        Func<TItem, TValue> value
    )
        where TKey : notnull, IComparable<TKey> =>
        SortedMap<TKey, TValue>.From(items.Select(i => new KeyValuePair<TKey, TValue>(key(i), value(i))));

    public static SortedMap<TKey, TItem> ToSortedMap<TItem, TKey>(this IEnumerable<TItem> items, Func<TItem, TKey> key)
        where TKey : notnull, IComparable<TKey> => items.ToSortedMap(key, static i => i);

    public static EquatableArray<T> Sorted<T>(this IEnumerable<T> items)
        where T : IComparable<T> => items.Order().ToEquatableArray();
}
