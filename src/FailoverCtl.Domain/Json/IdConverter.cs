using System.Text.Json;
using System.Text.Json.Serialization;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Json;

/// <summary>Ids are plain strings in JSON, as values and as property names.</summary>
public sealed class IdConverter<T> : JsonConverter<T>
    where T : struct, IId<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.GetString());

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);

    public override T ReadAsPropertyName(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => Parse(reader.GetString());

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value);

    private static T Parse(string? text)
    {
        try
        {
            return T.Parse(text ?? throw new JsonException("an id is null"));
        }
        catch (FormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }
}
