namespace FailoverCtl.Store;

/// <summary>One key as the store holds it. Compares by content: two values are equal when their bytes are.</summary>
/// <param name="Key">The whole key, prefix included.</param>
/// <param name="Value">The bytes; nobody changes them after the record is made.</param>
/// <param name="CreateIndex">The store's index when the key came into being; a re-created key has a new one.</param>
/// <param name="ModifyIndex">The store's index of the last write that changed the key: what cas and check-index compare.</param>
public sealed record KeyValue(string Key, ReadOnlyMemory<byte> Value, ulong CreateIndex, ulong ModifyIndex)
{
    /// <summary>An opaque number that Consul keeps beside the value; FailoverCtl writes 0.</summary>
    public ulong Flags { get; init; }

    public bool Equals(KeyValue? other) =>
        other is not null
        && CreateIndex == other.CreateIndex
        && ModifyIndex == other.ModifyIndex
        && Flags == other.Flags
        && string.Equals(Key, other.Key, StringComparison.Ordinal)
        && Value.Span.SequenceEqual(other.Value.Span);

    // The indexes already tell two versions of a key apart: the bytes need no hashing.
    public override int GetHashCode() =>
        HashCode.Combine(StringComparer.Ordinal.GetHashCode(Key), CreateIndex, ModifyIndex);

    public override string ToString() => $"{Key} ({Value.Length} bytes, create {CreateIndex}, modify {ModifyIndex})";
}
