using System.Diagnostics.CodeAnalysis;

namespace FailoverCtl.TopologyFiles.Syntax;

/// <summary>A piece of a file. Everything is text here: only the language gives a scalar a type.</summary>
/// <param name="At">A scalar's own place; a mapping or sequence is cited by the key that owns it.</param>
public abstract record Node(Position At);

/// <param name="Quoted">Only a quoted text can be empty on purpose.</param>
public sealed record ScalarNode(Position At, string Text, bool Quoted) : Node(At)
{
    public bool Missing => Text.Length == 0 && !Quoted;
}

public sealed record SequenceNode(Position At, IReadOnlyList<Node> Items) : Node(At);

/// <summary>Keys in the order of the file; of two equal keys the first counts.</summary>
public sealed record MappingNode(Position At, IReadOnlyList<Entry> Entries) : Node(At)
{
    /// <summary>Up to here looking along is cheaper than an index: nearly all mappings are smaller.</summary>
    internal const int Small = 8;

    private Dictionary<string, Entry>? _byKey;

    /// <summary>Stands for something else that was refused: what it lacks is no further mistake.</summary>
    public bool Broken { get; init; }

    public bool TryGet(string key, [NotNullWhen(true)] out Entry? entry)
    {
        if (Entries.Count > Small)
        {
            _byKey ??= Entries.ToDictionary(e => e.Key.Text, StringComparer.Ordinal);
            return _byKey.TryGetValue(key, out entry);
        }

        entry = Entries.FirstOrDefault(e => e.Key.Text == key);
        return entry is not null;
    }
}

public sealed record Entry(ScalarNode Key, Node Value);
