using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Json;

/// <summary>A sorted map is a JSON object whose properties are its ids.</summary>
public sealed class SortedMapConverter<TKey, TValue> : JsonConverter<SortedMap<TKey, TValue>>
    where TKey : struct, IId<TKey>
{
    private static readonly IdConverter<TKey> Keys = new();

    public override SortedMap<TKey, TValue> Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException($"expected an object of {typeof(TValue).Name} by {typeof(TKey).Name}");
        }

        var type = (JsonTypeInfo<TValue>)options.GetTypeInfo(typeof(TValue));
        var entries = new List<KeyValuePair<TKey, TValue>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = Keys.ReadAsPropertyName(ref reader, typeof(TKey), options);
            reader.Read();
            entries.Add(
                new(key, JsonSerializer.Deserialize(ref reader, type) ?? throw new JsonException($"{key} is null"))
            );
        }

        try
        {
            return SortedMap<TKey, TValue>.From(entries);
        }
        catch (ArgumentException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, SortedMap<TKey, TValue> value, JsonSerializerOptions options)
    {
        var type = (JsonTypeInfo<TValue>)options.GetTypeInfo(typeof(TValue));
        writer.WriteStartObject();
        foreach (var (key, item) in value)
        {
            Keys.WriteAsPropertyName(writer, key, options);
            JsonSerializer.Serialize(writer, item, type);
        }

        writer.WriteEndObject();
    }
}
