namespace FailoverCtl.Store;

/// <summary>What a read asks for: one key, or everything whose key starts with a prefix.</summary>
public readonly record struct KeyQuery
{
    private KeyQuery(string text, bool isPrefix)
    {
        Text = text;
        IsPrefix = isPrefix;
    }

    /// <summary>The key or the prefix.</summary>
    public string Text { get; }

    public bool IsPrefix { get; }

    public static KeyQuery One(string key) => new(KeyRules.Checked(key), isPrefix: false);

    /// <summary>An empty prefix means the whole store.</summary>
    public static KeyQuery Under(string prefix) =>
        new(prefix.Length == 0 ? prefix : KeyRules.Checked(prefix), isPrefix: true);

    public bool Covers(string key) =>
        IsPrefix ? key.StartsWith(Text, StringComparison.Ordinal) : string.Equals(key, Text, StringComparison.Ordinal);

    public override string ToString() => IsPrefix ? $"everything under \"{Text}\"" : $"key \"{Text}\"";
}
