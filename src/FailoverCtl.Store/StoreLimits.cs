namespace FailoverCtl.Store;

/// <summary>
/// Consul's limits, kept before anything is sent: over them Consul 1.8 cuts the connection in the middle of the
/// upload, which looks like a dead server. Newer versions allow 128 operations; 64 fits all.
/// </summary>
public static class StoreLimits
{
    public const int OperationsMax = 64;

    /// <summary>The body of one request: a value as it is, or a whole transaction in JSON with base64 values.</summary>
    public const int RequestBytesMax = 512 * 1024;

    // {"KV":{"Verb":"check-not-exists","Key":"","Value":"","Flags":20 digits,"Index":20 digits}}, is 112 bytes.
    private const int OperationOverheadBytes = 128;

    /// <summary>Why this cannot be sent; null when it can.</summary>
    public static StoreFailure? Problem(Transaction transaction)
    {
        if (transaction.Operations.Count > OperationsMax)
        {
            return TooLarge(
                $"a transaction has at most {OperationsMax} operations, this one has {transaction.Operations.Count}"
            );
        }

        var bytes = 2L;
        foreach (var operation in transaction.Operations)
        {
            bytes += OperationOverheadBytes + operation.Key.Length + Base64Bytes(ValueOf(operation));
        }

        return bytes <= RequestBytesMax
            ? null
            : TooLarge($"a transaction has at most {RequestBytesMax} bytes in JSON, this one would have up to {bytes}");
    }

    /// <summary>Why this value cannot be put; null when it can.</summary>
    public static StoreFailure? Problem(string key, ReadOnlyMemory<byte> value) =>
        value.Length <= RequestBytesMax
            ? null
            : TooLarge($"a value has at most {RequestBytesMax} bytes, the one for \"{key}\" has {value.Length}");

    internal static ReadOnlyMemory<byte> ValueOf(StoreOperation operation) =>
        operation switch
        {
            StoreOperation.Set set => set.Value,
            StoreOperation.Cas cas => cas.Value,
            _ => default,
        };

    private static long Base64Bytes(ReadOnlyMemory<byte> value) => (value.Length + 2L) / 3 * 4;

    private static StoreFailure TooLarge(string message) =>
        new(StoreFailureKind.TooLarge, $"not sent: {message}; split it over several keys or transactions");
}
