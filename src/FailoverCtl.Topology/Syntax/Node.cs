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
    private readonly Lazy<Dictionary<string, Entry>> _byKey = new(() =>
        Entries.ToDictionary(e => e.Key.Text, StringComparer.Ordinal)
    );

    /// <summary>Stands for something else that was refused: what it lacks is no further mistake.</summary>
    public bool Broken { get; init; }

    public bool TryGet(string key, [NotNullWhen(true)] out Entry? entry) => _byKey.Value.TryGetValue(key, out entry);
}

public sealed record Entry(ScalarNode Key, Node Value);
