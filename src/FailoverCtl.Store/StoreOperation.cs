namespace FailoverCtl.Store;

/// <summary>One operation of a transaction. A key that breaks <see cref="KeyRules"/> is a bug of the caller and throws.</summary>
public abstract record StoreOperation
{
    private StoreOperation(string key) => Key = key;

    /// <summary>The key; for <see cref="DeleteTree"/> the prefix.</summary>
    public string Key { get; }

    /// <summary>Writes, whatever was there.</summary>
    public sealed record Set(string Key, ReadOnlyMemory<byte> Value, ulong Flags = 0)
        : StoreOperation(KeyRules.Checked(Key))
    {
        public bool Equals(Set? other) =>
            other is not null && Key == other.Key && Flags == other.Flags && Value.Span.SequenceEqual(other.Value.Span);

        public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);
    }

    /// <summary>Writes if the key's ModifyIndex is still <paramref name="Index"/>; 0 means: only if there is no such key.</summary>
    public sealed record Cas(string Key, ReadOnlyMemory<byte> Value, ulong Index, ulong Flags = 0)
        : StoreOperation(KeyRules.Checked(Key))
    {
        public bool Equals(Cas? other) =>
            other is not null
            && Key == other.Key
            && Index == other.Index
            && Flags == other.Flags
            && Value.Span.SequenceEqual(other.Value.Span);

        public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);
    }

    /// <summary>Fails unless the key exists with exactly this ModifyIndex. 0 never holds: use <see cref="CheckNotExists"/>.</summary>
    public sealed record CheckIndex(string Key, ulong Index) : StoreOperation(KeyRules.Checked(Key));

    /// <summary>Fails if the key exists.</summary>
    public sealed record CheckNotExists(string Key) : StoreOperation(KeyRules.Checked(Key));

    /// <summary>Deletes; a key that is not there is fine.</summary>
    public sealed record Delete(string Key) : StoreOperation(KeyRules.Checked(Key));

    /// <summary>Deletes if the ModifyIndex is still <paramref name="Index"/>; a key that is not there is fine.</summary>
    public sealed record DeleteCas(string Key, ulong Index) : StoreOperation(KeyRules.Checked(Key));

    /// <summary>Deletes everything under the prefix; an empty prefix means the whole store.</summary>
    public sealed record DeleteTree(string Prefix)
        : StoreOperation(Prefix.Length == 0 ? Prefix : KeyRules.Checked(Prefix));
}
