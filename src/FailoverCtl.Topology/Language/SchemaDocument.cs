using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FailoverCtl.TopologyFiles.Language;

/// <summary>
/// The JSON Schema of topology files, for editors. Made from the tables of the binder, so that the two cannot differ. It
/// describes one file of possibly many: what must stand in one of them is not required in each.
/// </summary>
public static class SchemaDocument
{
    private static readonly JsonWriterOptions Layout = new() { Indented = true, NewLine = "\n" };

    public static string Text()
    {
        var definitions = new JsonObject();
        var root = Describe(Shapes.Root.Shape, definitions);
        root.Remove("required");
        root.Insert(0, "$schema", "http://json-schema.org/draft-07/schema#");
        root.Insert(1, "title", "A FailoverCtl topology file");
        root["definitions"] = definitions;

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Layout))
        {
            root.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static JsonObject Describe(Shape shape, JsonObject definitions)
    {
        var properties = new JsonObject();
        foreach (var key in shape.Keys)
        {
            properties[key.Name] = Describe(key, definitions);
        }

        var schema = new JsonObject
        {
            ["description"] = shape.Text,
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
        if (shape.Keys.Any(k => k.Required))
        {
            schema["required"] = Strings(shape.Keys.Where(k => k.Required).Select(k => k.Name));
        }

        if (shape.ExactlyOneOf.Count > 0)
        {
            schema["oneOf"] = Requirements(shape.ExactlyOneOf);
        }

        if (shape.AtLeastOneOf.Count > 0)
        {
            schema["anyOf"] = Requirements(shape.AtLeastOneOf);
        }

        return schema;
    }

    private static JsonObject Describe(Key key, JsonObject definitions)
    {
        switch (key)
        {
            case IScalarKey scalar:
                var schema = scalar.Schema();
                schema.Insert(
                    0,
                    "description",
                    scalar.Default.Length == 0 ? key.Text : $"{key.Text} Default: {scalar.Default}."
                );
                return schema;
            case IValueOrShapeKey either:
                return new()
                {
                    ["description"] = either.Default.Length == 0 ? key.Text : $"{key.Text} Default: {either.Default}.",
                    ["anyOf"] = new JsonArray(either.Schema(), Reference(either.Shape, definitions)),
                };
            case ShapeKey { Shape: var shape }:
                return Reference(shape, definitions);
            case MapKey { Shape: var shape }:
                var map = new JsonObject
                {
                    ["description"] = key.Text,
                    ["type"] = "object",
                    ["propertyNames"] = Words.Id.Schema(),
                    ["additionalProperties"] = Reference(shape, definitions),
                };
                if (key.Required)
                {
                    map["minProperties"] = 1;
                }

                return map;
            default:
                throw new InvalidOperationException($"no schema for the key {key}");
        }
    }

    private static JsonObject Reference(Shape shape, JsonObject definitions)
    {
        if (!definitions.ContainsKey(shape.Name))
        {
            definitions[shape.Name] = Describe(shape, definitions);
        }

        return new() { ["$ref"] = $"#/definitions/{shape.Name}" };
    }

    private static JsonArray Requirements(IEnumerable<string> keys) =>
        [.. keys.Select(k => (JsonNode)new JsonObject { ["required"] = Strings([k]) })];

    private static JsonArray Strings(IEnumerable<string> values) => [.. values.Select(v => (JsonNode)v)];
}
