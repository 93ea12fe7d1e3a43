using FailoverCtl.TopologyFiles.Syntax;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>Where in the files a part of the model stands.</summary>
internal sealed class Places(MappingNode root)
{
    /// <returns>The value's place; for what is not written, the place of the nearest thing around it.</returns>
    public Position At(params ReadOnlySpan<string> path) => Walk(path).Value.At;

    /// <returns>The place of the last key; for what is not written, the place of the nearest thing around it.</returns>
    public Position KeyAt(params ReadOnlySpan<string> path) => Walk(path).KeyAt;

    public bool Has(params ReadOnlySpan<string> path) => Walk(path).Found;

    /// <returns>A value as it is written; empty for what is not written or is no single value.</returns>
    public string TextAt(params ReadOnlySpan<string> path) =>
        Walk(path) is { Found: true, Value: ScalarNode scalar } ? scalar.Text : "";

    /// <summary>The values of a list as they are written, each with its place; none for what is not written.</summary>
    public IEnumerable<ScalarNode> Items(params ReadOnlySpan<string> path) =>
        Walk(path) is { Found: true, Value: SequenceNode sequence } ? sequence.Items.OfType<ScalarNode>() : [];

    private (Node Value, Position KeyAt, bool Found) Walk(ReadOnlySpan<string> path)
    {
        Node node = root;
        var at = root.At;
        foreach (var key in path)
        {
            if (node is not MappingNode mapping || !mapping.TryGet(key, out var entry))
            {
                return (node, at, false);
            }

            (node, at) = (entry.Value, entry.Key.At);
        }

        return (node, at, true);
    }
}
