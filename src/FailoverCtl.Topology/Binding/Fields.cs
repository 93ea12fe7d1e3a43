using FailoverCtl.TopologyFiles.Diagnostics;
using FailoverCtl.TopologyFiles.Language;
using FailoverCtl.TopologyFiles.Syntax;
using static FailoverCtl.TopologyFiles.Diagnostics.Quoting;

namespace FailoverCtl.TopologyFiles.Binding;

/// <summary>
/// The keys of one mapping, read by shape. What is wrong goes into the bag and the fallback into the model, so that all
/// mistakes come out of one reading; a model with errors is never handed out.
/// </summary>
internal sealed class Fields
{
    private readonly MappingNode _node;
    private readonly DiagnosticBag _bag;

    private Fields(MappingNode node, Shape shape, DiagnosticBag bag)
    {
        _node = node;
        _bag = bag;
        RefuseUnknown(shape);
        RefuseWrongNumberOf(shape);
        RefuseMissing(shape);
    }

    public static Fields Of(Node node, Shape shape, DiagnosticBag bag) =>
        new(Mapping(node, shape.Article, bag), shape, bag);

    /// <summary>Stands for something else that was refused already.</summary>
    public bool Broken => _node.Broken;

    public bool Has(Key key) => _node.TryGet(key.Name, out _);

    /// <returns>The fallback also when the value is wrong.</returns>
    public T Read<T>(ScalarKey<T> key, T fallback)
    {
        if (!_node.TryGet(key.Name, out var entry))
        {
            return fallback;
        }

        return Scalar(entry) is { } scalar && Parse(scalar, key.Kind, out var value) ? value : fallback;
    }

    /// <returns>The entries that could be read; nothing when the key is missing.</returns>
    public IReadOnlyList<T> Read<T>(ListKey<T> key)
    {
        if (!_node.TryGet(key.Name, out var entry))
        {
            return [];
        }

        if (entry.Value is not SequenceNode sequence)
        {
            _bag.Add(
                BindingRules.NotAList,
                entry.Value.At,
                $"{Quote(key.Name)} takes a list",
                $"Write one in brackets: {key.Name}: [...]."
            );
            return [];
        }

        if (sequence.Items.Count < key.Least || sequence.Items.Count > key.Most)
        {
            var allowed = key.Least == key.Most ? $"{key.Most}" : $"{key.Least} to {key.Most}";
            _bag.Add(
                BindingRules.WrongCount,
                entry.Key.At,
                $"{Quote(key.Name)} has {sequence.Items.Count} entries",
                $"It takes {allowed}. {key.Text}"
            );
        }

        var values = new List<T>();
        foreach (var item in sequence.Items)
        {
            if (Scalar(new(entry.Key, item)) is { } scalar && Parse(scalar, key.Item, out var value))
            {
                values.Add(value);
            }
        }

        return values;
    }

    /// <returns>The keys when a mapping stands there; null when it is a single value or nothing.</returns>
    public Fields? ReadShape<T>(ValueOrShapeKey<T> key) =>
        _node.TryGet(key.Name, out var entry) && entry.Value is MappingNode ? Of(entry.Value, key.Shape, _bag) : null;

    /// <returns>The fallback also when the value is wrong.</returns>
    public T ReadValue<T>(ValueOrShapeKey<T> key, T fallback) =>
        _node.TryGet(key.Name, out var entry) && Scalar(entry) is { } scalar && Parse(scalar, key.Kind, out var value)
            ? value
            : fallback;

    /// <summary>The mapping as a whole makes no sense, though each of its values does.</summary>
    public void Refuse(Rule rule, string message, string help) => _bag.Add(rule, _node.At, message, help);

    public Fields? Read(ShapeKey key) =>
        _node.TryGet(key.Name, out var entry) ? Of(entry.Value, key.Shape, _bag) : null;

    /// <returns>One pair per entry of a map; nothing when it is missing or no map.</returns>
    public IEnumerable<(string Id, Fields Fields)> Read(MapKey key)
    {
        if (!_node.TryGet(key.Name, out var entry))
        {
            yield break;
        }

        var map = Mapping(entry.Value, $"the {key.Name}", _bag);
        if (map.Entries.Count == 0 && key.Required && entry.Value is MappingNode)
        {
            _bag.Add(
                BindingRules.Empty,
                entry.Key.At,
                $"{Quote(key.Name)} has no entry",
                $"At least one is needed. {key.Text}"
            );
        }

        foreach (var (id, value) in map.Entries.TakeWhile(_ => !_bag.Overflowed))
        {
            Parse(id, Words.Id, out _);
            yield return (id.Text, Of(value, key.Shape, _bag));
        }
    }

    private static MappingNode Mapping(Node node, string what, DiagnosticBag bag)
    {
        switch (node)
        {
            case MappingNode mapping:
                return mapping;
            case ScalarNode { Missing: true }:
                bag.Add(
                    BindingRules.Empty,
                    node.At,
                    $"{what} has no content",
                    "Write its keys, or {} where none is needed."
                );
                break;
            default:
                var found = node is ScalarNode scalar ? $"the value {Quote(scalar.Text)}" : "a sequence";
                bag.Add(
                    BindingRules.NotAMapping,
                    node.At,
                    $"{what} is a mapping, and here stands {found}",
                    "Write keys with values."
                );
                break;
        }

        return new(node.At, []) { Broken = true };
    }

    private ScalarNode? Scalar(Entry entry)
    {
        switch (entry.Value)
        {
            case ScalarNode { Missing: true } missing:
                _bag.Add(
                    BindingRules.Empty,
                    missing.At,
                    $"{Quote(entry.Key.Text)} has no value",
                    "Write one after the ':' or remove the key."
                );
                return null;
            case ScalarNode scalar:
                return scalar;
            default:
                var found = entry.Value is MappingNode ? "a mapping" : "a sequence";
                _bag.Add(
                    BindingRules.NotAValue,
                    entry.Value.At,
                    $"{Quote(entry.Key.Text)} takes one value, and here stands {found}"
                );
                return null;
        }
    }

    private bool Parse<T>(ScalarNode scalar, ValueKind<T> kind, out T value)
    {
        var parsed = kind.Parse(scalar.Text);
        if (parsed.Broken is { } rule)
        {
            _bag.Add(rule, scalar.At, parsed.Message, parsed.Help);
        }

        value = parsed.Value;
        return parsed.Broken is null;
    }

    private void RefuseUnknown(Shape shape)
    {
        var unknown = _node.Entries.Where(e => !shape.Keys.Any(k => k.Name == e.Key.Text));
        foreach (var (key, _) in unknown.TakeWhile(_ => !_bag.Overflowed))
        {
            var known = shape.Keys.Select(k => k.Name).Order(StringComparer.Ordinal).ToList();
            _bag.Add(
                BindingRules.UnknownKey,
                key.At,
                $"{Quote(key.Text)} is not a key of {shape.Article}",
                _bag.Full ? "" : $"{Spelling.Hint(key.Text, known)}Known: {string.Join(", ", known)}."
            );
        }
    }

    private void RefuseWrongNumberOf(Shape shape)
    {
        var present = shape.ExactlyOneOf.Count(k => _node.TryGet(k, out _));
        if (!_node.Broken && shape.ExactlyOneOf.Count > 0 && present != 1)
        {
            var choices = string.Join(" or ", shape.ExactlyOneOf.Select(Quote));
            var has = (present, shape.ExactlyOneOf.Count) switch
            {
                (0, 2) => "neither",
                (_, 2) => "both",
                (0, _) => "none",
                _ => "more than one",
            };
            _bag.Add(
                BindingRules.ExactlyOne,
                _node.At,
                $"{shape.Article} has {choices}, and here stands {has}",
                "Write exactly one of them."
            );
        }

        if (!_node.Broken && shape.AtLeastOneOf.Count > 0 && !shape.AtLeastOneOf.Any(k => _node.TryGet(k, out _)))
        {
            var choices = string.Join(" or ", shape.AtLeastOneOf.Select(Quote));
            _bag.Add(
                BindingRules.AtLeastOne,
                _node.At,
                $"{shape.Article} needs {choices}",
                "Write at least one of them."
            );
        }
    }

    private void RefuseMissing(Shape shape)
    {
        foreach (var key in shape.Keys.Where(k => k.Required && !_node.Broken && !_node.TryGet(k.Name, out _)))
        {
            _bag.Add(BindingRules.MissingKey, _node.At, $"{shape.Article} lacks {Quote(key.Name)}", key.Text);
        }
    }
}
