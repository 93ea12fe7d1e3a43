namespace FailoverCtl.Store.Consul;

/// <summary>What came of one attempt: exactly one of value and failure is there.</summary>
/// <param name="Pause">Before another attempt makes sense; null: there is no particular time.</param>
internal readonly record struct ConsulResult<T>(T? Value, StoreFailure? Failure, TimeSpan? Pause = null)
    where T : class
{
    public static implicit operator ConsulResult<T>(StoreFailure failure) => new(null, failure);

    public static implicit operator ConsulResult<T>(T value) => new(value, null);
}
