using System.Text;
using System.Text.Json;

namespace FailoverCtl.CommandLine.Output;

/// <summary>A JSON document as YAML of the plainest kind: block style, and whatever could be misread in double quotes.</summary>
public static class YamlText
{
    private static readonly string[] Special = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];

    public static string Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        var text = new StringBuilder();
        Block(text, document.RootElement, 0);
        return text.ToString();
    }

    private static void Block(StringBuilder text, JsonElement value, int indent)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in value.EnumerateObject())
            {
                text.Append(' ', indent).Append(Scalar(property.Name)).Append(':');
                Value(text, property.Value, indent, isItem: false);
            }
        }
        else
        {
            foreach (var item in value.EnumerateArray())
            {
                text.Append(' ', indent).Append('-');
                Value(text, item, indent, isItem: true);
            }
        }
    }

    private static void Value(StringBuilder text, JsonElement value, int indent, bool isItem)
    {
        if (IsEmpty(value))
        {
            text.Append(value.ValueKind == JsonValueKind.Object ? " {}\n" : " []\n");
        }
        else if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            text.Append(' ').Append(Scalar(value)).Append('\n');
        }
        else if (isItem)
        {
            // The first line of an item stands behind its dash.
            var block = new StringBuilder();
            Block(block, value, indent + 2);
            text.Append(' ').Append(block.ToString().AsSpan(indent + 2));
        }
        else
        {
            text.Append('\n');
            Block(text, value, indent + 2);
        }
    }

    private static bool IsEmpty(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => !value.EnumerateObject().Any(),
            JsonValueKind.Array => value.GetArrayLength() == 0,
            _ => false,
        };

    private static string Scalar(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? Scalar(value.GetString()!) : value.GetRawText();

    private static string Scalar(string text) =>
        IsPlain(text) ? text : JsonSerializer.Serialize(text, PlainJson.Default.String);

    private static bool IsPlain(string text) =>
        text.Length > 0
        && char.IsAsciiLetter(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/')
        && !Special.Contains(text, StringComparer.OrdinalIgnoreCase);
}
