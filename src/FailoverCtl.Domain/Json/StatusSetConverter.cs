using System.Text.Json;
using System.Text.Json.Serialization;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Domain.Json;

/// <summary>One status is a number, as it was before there were sets: the hash of an old topology stays what it was.</summary>
public sealed class StatusSetConverter : JsonConverter<StatusSet>
{
    public override StatusSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var one) && one is >= 100 and <= 599 ? one
        : reader.TokenType == JsonTokenType.String && StatusSet.Parse(reader.GetString()!) is { } set ? set
        : throw new JsonException("expected an HTTP status or a set of them such as \"200-299,404\"");

    public override void Write(Utf8JsonWriter writer, StatusSet value, JsonSerializerOptions options)
    {
        if (value.Ranges is [var only] && only.First == only.Last)
        {
            writer.WriteNumberValue(only.First);
        }
        else
        {
            writer.WriteStringValue(value.ToString());
        }
    }
}
