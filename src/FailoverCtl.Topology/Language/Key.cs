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
