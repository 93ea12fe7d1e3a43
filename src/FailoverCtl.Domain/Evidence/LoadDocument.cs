using System.Text.Json;

namespace FailoverCtl.Domain.Evidence;

/// <summary>
/// Reads a load document (docs/reference/load-document.md). Fields that it does not know are passed over, so that a newer
/// origin can say more; a number that cannot be makes the whole document unknown, since its author miscounts.
/// </summary>
public static class LoadDocument
{
    public const string Schema = "failoverctl.load/1";

    /// <summary>Bytes; the document has a dozen numbers.</summary>
    public const int LengthMax = 16_384;

    private const long CountMax = 1_000_000_000;
    private const long BitsMax = 1_000_000_000_000_000;
    private const int ShareMax = 10_000;
    private const int DepthMax = 4;

    /// <returns>The load, or why it is unknown.</returns>
    public static (Load? Load, LoadFault Fault) Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > LengthMax)
        {
            return (null, LoadFault.TooLarge);
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, new() { MaxDepth = DepthMax });
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? (null, LoadFault.Malformed)
                : !IsOurs(root) ? (null, LoadFault.OtherSchema)
                : Read(root) is { } load && IsPossible(load) ? (load, LoadFault.None)
                : (null, LoadFault.Absurd);
        }
        catch (JsonException)
        {
            return (null, LoadFault.Malformed);
        }
    }

    private static bool IsOurs(JsonElement root) =>
        root.TryGetProperty("schema", out var schema)
        && schema.ValueKind == JsonValueKind.String
        && schema.ValueEquals(Schema);

    /// <returns>Null: a number that cannot be.</returns>
    private static Load? Read(JsonElement root)
    {
        var possible = true;
        var load = new Load(
            Number("requestsPerSecond", CountMax),
            Number("inFlight", CountMax),
            Number("queued", CountMax),
            Number("serverErrorsPerSecond", CountMax),
            Number("refusalsPerSecond", CountMax),
            (int?)Number("authenticatedBasisPoints", ShareMax),
            (int?)Number("newNetworksBasisPoints", ShareMax),
            Number("bitsPerSecond", BitsMax)
        );
        return possible ? load : null;

        long? Number(string name, long max)
        {
            if (!root.TryGetProperty(name, out var field) || field.ValueKind == JsonValueKind.Null)
            {
                return null;
            }

            if (
                field.ValueKind == JsonValueKind.Number
                && field.TryGetInt64(out var value)
                && value >= 0
                && value <= max
            )
            {
                return value;
            }

            possible = false;
            return null;
        }
    }

    private static bool IsPossible(Load load) =>
        load.RequestsPerSecond is not { } all
        || (load.ServerErrorsPerSecond ?? 0) + (load.RefusalsPerSecond ?? 0) <= all;
}
