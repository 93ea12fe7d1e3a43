using System.Text.Json.Nodes;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.TopologyFiles.Language;

/// <summary>How the text of a scalar becomes a value, and how the published schema describes it.</summary>
/// <param name="Words">What is allowed, as the reference says it.</param>
/// <param name="Schema">A fresh fragment of JSON Schema.</param>
internal sealed record ValueKind<T>(string Words, Func<string, Parsed<T>> Parse, Func<JsonObject> Schema);

/// <summary>A value, or the rule that the text breaks.</summary>
internal readonly record struct Parsed<T>(T Value, Rule? Broken, string Message, string Help)
{
    public static implicit operator Parsed<T>(T value) => new(value, null, "", "");

    public static Parsed<T> Not(Rule rule, string message, string help) => new(default!, rule, message, help);
}
