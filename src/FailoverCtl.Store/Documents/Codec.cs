using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FailoverCtl.Store.Documents;

/// <summary>Documents as bytes and back.</summary>
public static class Codec
{
    public static byte[] Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    public static Found<T> Read<T>(KeyValue stored, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(stored.Value.Span, type) is { } value
                ? new Found<T>.Here(value, stored.ModifyIndex)
                : Damaged("it is null");
        }
        catch (JsonException e)
        {
            return Damaged(e.Message);
        }

        Found<T>.Damaged Damaged(string cause) => new(stored.Key, cause) { ModifyIndex = stored.ModifyIndex };
    }
}
