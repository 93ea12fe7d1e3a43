namespace FailoverCtl.TopologyFiles.Language;

/// <summary>A key of the language, as binder, schema and reference know it.</summary>
/// <param name="Text">What it means, one sentence.</param>
internal abstract record Key(string Name, bool Required, string Text);

/// <param name="Default">What applies without it, as the reference says it; empty where nothing does.</param>
internal sealed record ScalarKey<T>(
    string Name,
    ValueKind<T> Kind,
    string Text,
    string Default = "",
    bool Required = false
) : Key(Name, Required, Text), IScalarKey
{
    string IScalarKey.Words => Kind.Words;

    System.Text.Json.Nodes.JsonObject IScalarKey.Schema() => Kind.Schema();
}

/// <summary>What schema and reference need of a scalar key whatever its type.</summary>
internal interface IScalarKey
{
    string Words { get; }

    string Default { get; }

    System.Text.Json.Nodes.JsonObject Schema();
}

/// <summary>A mapping with the keys of a shape.</summary>
internal sealed record ShapeKey(string Name, Shape Shape, string Text, bool Required = false)
    : Key(Name, Required, Text);

/// <summary>A mapping from ids to mappings with the keys of a shape.</summary>
internal sealed record MapKey(string Name, Shape Shape, string Text, bool Required = false) : Key(Name, Required, Text);

/// <summary>A sequence of values.</summary>
/// <param name="Least">Fewest entries.</param>
/// <param name="Most">Most entries.</param>
internal sealed record ListKey<T>(
    string Name,
    ValueKind<T> Item,
    int Least,
    int Most,
    string Text,
    string Default = "",
    bool Required = false
) : Key(Name, Required, Text), IScalarKey
{
    string IScalarKey.Words => Least == Most ? $"a list of {Most}: {Item.Words}" : $"a list: {Item.Words}";

    System.Text.Json.Nodes.JsonObject IScalarKey.Schema() =>
        new()
        {
            ["type"] = "array",
            ["items"] = Item.Schema(),
            ["minItems"] = Least,
            ["maxItems"] = Most,
        };
}

/// <summary>One value where that says it all, or a mapping with the keys of a shape.</summary>
internal sealed record ValueOrShapeKey<T>(string Name, ValueKind<T> Kind, Shape Shape, string Text, string Default = "")
    : Key(Name, Required: false, Text),
        IValueOrShapeKey
{
    string IValueOrShapeKey.Words => Kind.Words;

    System.Text.Json.Nodes.JsonObject IValueOrShapeKey.Schema() => Kind.Schema();
}

/// <summary>What schema and reference need of such a key whatever its type.</summary>
internal interface IValueOrShapeKey
{
    string Words { get; }

    string Default { get; }

    Shape Shape { get; }

    System.Text.Json.Nodes.JsonObject Schema();
}
