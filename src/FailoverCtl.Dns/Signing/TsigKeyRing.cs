namespace FailoverCtl.Dns.Signing;

/// <summary>The keys that this process holds, by name.</summary>
public sealed class TsigKeyRing(IEnumerable<TsigKey> keys)
{
    private readonly TsigKey[] _keys = [.. keys];

    public static TsigKeyRing Empty { get; } = new([]);

    public IEnumerable<string> Names => _keys.Select(static k => k.Name);

    public TsigKey? Find(string name) =>
        Array.Find(_keys, k => string.Equals(k.Name, name.TrimEnd('.'), StringComparison.OrdinalIgnoreCase));

    /// <param name="wire">Wire format, lowercase.</param>
    internal TsigKey? Find(ReadOnlySpan<byte> wire)
    {
        foreach (var key in _keys)
        {
            if (wire.SequenceEqual(key.WireForm))
            {
                return key;
            }
        }

        return null;
    }
}
