namespace FailoverCtl.TopologyFiles.Syntax;

/// <summary>The keys of one mapping so far, to find one that stands twice.</summary>
internal sealed class FirstKeys
{
    private readonly List<ScalarNode> _few = [];
    private Dictionary<string, Position>? _many;

    /// <returns>Where an equal key stood first; null when it is new.</returns>
    public Position? Add(ScalarNode key)
    {
        if (_many is not null)
        {
            return _many.TryAdd(key.Text, key.At) ? null : _many[key.Text];
        }

        if (_few.Find(k => k.Text == key.Text) is { } first)
        {
            return first.At;
        }

        _few.Add(key);
        if (_few.Count > MappingNode.Small)
        {
            _many = _few.ToDictionary(k => k.Text, k => k.At, StringComparer.Ordinal);
        }

        return null;
    }
}
