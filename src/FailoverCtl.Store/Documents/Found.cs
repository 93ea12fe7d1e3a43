namespace FailoverCtl.Store.Documents;

/// <summary>What a read of one document gave. Missing, damaged and unavailable are three different things (I-15).</summary>
public abstract record Found<T>
{
    private Found() { }

    /// <param name="ModifyIndex">What a cas or a check-index compares.</param>
    public sealed record Here(T Value, ulong ModifyIndex) : Found<T>;

    /// <summary>The store said in so many words that there is no such key.</summary>
    public sealed record Missing(string Key) : Found<T>;

    /// <summary>There are bytes, but they are not such a document.</summary>
    public sealed record Damaged(string Key, string Cause) : Found<T>
    {
        /// <summary>What a cas compares that replaces it; 0 when it is more than one key.</summary>
        public ulong ModifyIndex { get; init; }
    }

    public sealed record Unavailable(StoreFailure Failure) : Found<T>;

    /// <summary>The value, or null whatever the reason.</summary>
    public T? OrNull() => this is Here here ? here.Value : default;

    /// <summary>Why there is no value, as a sentence; null when there is one.</summary>
    public string? Problem =>
        this switch
        {
            Here => null,
            Missing missing => $"{missing.Key} does not exist",
            Damaged damaged => $"{damaged.Key} is damaged: {damaged.Cause}",
            Unavailable unavailable => unavailable.Failure.Message,
            _ => throw new InvalidOperationException("an outcome of a kind that does not exist"),
        };
}
