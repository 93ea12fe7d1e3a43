namespace FailoverCtl.TopologyFiles.Language;

/// <summary>A kind of mapping and the keys that it may have.</summary>
/// <param name="Name">Names it in the schema and the reference, such as vantagePoint.</param>
/// <param name="Article">Names it in messages, such as "a vantage point".</param>
internal sealed record Shape(string Name, string Article, string Text, IReadOnlyList<Key> Keys)
{
    /// <summary>Of these keys exactly one stands in each mapping.</summary>
    public IReadOnlyList<string> ExactlyOneOf { get; init; } = [];

    /// <summary>Of these keys at least one stands in each mapping.</summary>
    public IReadOnlyList<string> AtLeastOneOf { get; init; } = [];
}
