using System.Text;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.TopologyFiles.Language;

/// <summary>The tables of the topology reference, in Markdown, made from the language and the catalogue.</summary>
public static class ReferenceTables
{
    public static string Keys()
    {
        var text = new StringBuilder();
        Append(text, Shapes.Root.Shape, []);
        return text.ToString();
    }

    public static string Diagnostics()
    {
        var text = new StringBuilder("| code | severity | what is wrong |\n| --- | --- | --- |\n");
        foreach (var rule in Catalogue.All)
        {
            text.Append(
                $"| {rule.Code} | {(rule.Severity == Severity.Error ? "error" : "warning")} | {rule.Summary} |\n"
            );
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Shape shape, HashSet<string> done)
    {
        if (!done.Add(shape.Name))
        {
            return;
        }

        text.Append(
            $"### {shape.Name}\n\n{shape.Text}{Choice(shape)}\n\n| key | value | default | meaning |\n| --- | --- | --- | --- |\n"
        );
        foreach (var key in shape.Keys)
        {
            var (value, fallback) = key switch
            {
                IScalarKey scalar => (scalar.Words, scalar.Default),
                IValueOrShapeKey { Shape.Name: var name } either => (
                    $"{either.Words}, or a [{name}](#{name.ToLowerInvariant()})",
                    either.Default
                ),
                ShapeKey { Shape.Name: var name } => ($"a [{name}](#{name.ToLowerInvariant()})", ""),
                MapKey { Shape.Name: var name } => ($"id: [{name}](#{name.ToLowerInvariant()})", ""),
                _ => throw new InvalidOperationException($"no words for the key {key}"),
            };
            text.Append($"| `{key.Name}` | {value} | {(key.Required ? "**required**" : fallback)} | {key.Text} |\n");
        }

        text.Append('\n');
        foreach (
            var nested in shape
                .Keys.Select(k => (k as ShapeKey)?.Shape ?? (k as MapKey)?.Shape ?? (k as IValueOrShapeKey)?.Shape)
                .OfType<Shape>()
        )
        {
            Append(text, nested, done);
        }
    }

    private static string Choice(Shape shape) =>
        shape switch
        {
            { ExactlyOneOf.Count: > 0 } => $" Exactly one of {Listed(shape.ExactlyOneOf)}.",
            { AtLeastOneOf.Count: > 0 } => $" At least one of {Listed(shape.AtLeastOneOf)}.",
            _ => "",
        };

    private static string Listed(IReadOnlyList<string> keys) =>
        string.Join(", ", keys.SkipLast(1).Select(k => $"`{k}`")) + $" and `{keys[^1]}`";
}
