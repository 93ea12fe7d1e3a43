using Polly;

namespace FailoverCtl.Store.Consul;

/// <summary>What the strategies of a pipeline need to know about the call that runs through them.</summary>
internal class ConsulCall(ConsulRequest request, TimeSpan limit, long startedAt)
{
    public static readonly ResiliencePropertyKey<ConsulCall> Key = new("failoverctl.call");

    public ConsulRequest Request => request;

    /// <summary>Over all attempts.</summary>
    public TimeSpan Limit => limit;

    /// <summary>A timestamp of the client's clock.</summary>
    public long StartedAt => startedAt;

    /// <summary>Of the last attempt that ended; what is reported when the time is over during a pause.</summary>
    public StoreFailure? LastFailure { get; protected set; }
}

/// <param name="parse">Makes a value or a failure of an answer.</param>
/// <param name="attemptLimit">Over one attempt.</param>
internal sealed class ConsulCall<T>(
    ConsulTransport transport,
    ConsulRequest request,
    Func<ConsulReply, ConsulResult<T>> parse,
    TimeSpan limit,
    TimeSpan attemptLimit,
    long startedAt,
    CancellationToken caller
) : ConsulCall(request, limit, startedAt)
    where T : class
{
    /// <summary>A pipeline's callback must not throw: what is cancelled is handed on as an outcome.</summary>
    public async ValueTask<Outcome<ConsulResult<T>>> AttemptAsync(CancellationToken expiry)
    {
        try
        {
            var result = await transport.SendAsync(Request, parse, attemptLimit, expiry, caller);
            LastFailure = result.Failure;
            return Outcome.FromResult(result);
        }
        catch (OperationCanceledException cancelled)
        {
            return Outcome.FromException<ConsulResult<T>>(cancelled);
        }
    }
}
