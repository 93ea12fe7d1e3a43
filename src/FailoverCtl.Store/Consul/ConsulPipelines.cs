using FailoverCtl.Store.Watching;
using Polly;
using Polly.RateLimiting;
using Polly.Retry;
using Polly.Timeout;

namespace FailoverCtl.Store.Consul;

/// <summary>
/// How calls of each kind are bounded, outermost first: how many at once, how long over all, for reads how often, how long
/// each. Commits and puts have no retry: a commit must not be sent twice, and a put's next value is fresher.
/// </summary>
internal sealed class ConsulPipelines
{
    /// <summary>At once; a fence is two. More wait behind a store that hangs, and each would only be late.</summary>
    public const int ReadsMax = 64;

    public const int PutsMax = 64;

    /// <summary>A controller has one commit under way, and answers to intents.</summary>
    public const int CommitsMax = 16;

    /// <summary>One less than the connections to a server, or the last would wait for one of them and not for a change.</summary>
    public const int WatchesMax = 255;

    private readonly TimeProvider _time;
    private readonly ConsulOptions _options;
    private readonly TokenBucket _retries;

    public ConsulPipelines(ConsulOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _retries = new TokenBucket(time, ReadRetry.BudgetBurst, ReadRetry.BudgetPerSecond);
        Reads = Begin<StoreAnswer>(ReadsMax)
            .AddTimeout(options.ReadLimit)
            .AddRetry(Retry<StoreAnswer>())
            .AddTimeout(options.ReadAttemptLimit)
            .Build();
        Watches = Begin<StoreAnswer>(WatchesMax)
            .AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = static a => new(CallOf(a.Context).Limit) })
            .Build();
        Commits = Begin<CommitOutcome>(CommitsMax).AddTimeout(options.CommitLimit).Build();
        Puts = Begin<ConsulReply>(PutsMax).AddTimeout(options.PutLimit).Build();
    }

    public ResiliencePipeline<ConsulResult<StoreAnswer>> Reads { get; }

    public ResiliencePipeline<ConsulResult<StoreAnswer>> Watches { get; }

    public ResiliencePipeline<ConsulResult<CommitOutcome>> Commits { get; }

    public ResiliencePipeline<ConsulResult<ConsulReply>> Puts { get; }

    /// <summary>Runs a call; bad news come back as values, only the caller's own cancellation throws.</summary>
    public static async Task<ConsulResult<T>> RunAsync<T>(
        ResiliencePipeline<ConsulResult<T>> pipeline,
        ConsulCall<T> call,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(ConsulCall.Key, call);
            var outcome = await pipeline.ExecuteOutcomeAsync(
                static (context, call) => call.AttemptAsync(context.CancellationToken),
                context,
                call
            );
            return outcome.Exception switch
            {
                null => outcome.Result,
                TimeoutRejectedException => call.LastFailure ?? Late(call),
                RateLimiterRejectedException => Crowded(call),
                _ => Rethrown(outcome),
            };
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ResiliencePipelineBuilder<ConsulResult<T>> Begin<T>(int max)
        where T : class =>
        new ResiliencePipelineBuilder<ConsulResult<T>> { TimeProvider = _time }.AddConcurrencyLimiter(max);

    private RetryStrategyOptions<ConsulResult<T>> Retry<T>()
        where T : class =>
        new()
        {
            MaxRetryAttempts = ReadRetry.AttemptsMax - 1,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = ReadRetry.BackoffBase,
            MaxDelay = ReadRetry.BackoffMax,
            ShouldHandle = args =>
                new(args.Outcome.Exception is null && MayTryAgain(args.Outcome.Result, args.Context)),
            DelayGenerator = static args => new(args.Outcome.Result.Pause),
        };

    private bool MayTryAgain<T>(ConsulResult<T> result, ResilienceContext context)
        where T : class
    {
        if (result.Failure is not { } failure)
        {
            return false;
        }

        var call = CallOf(context);
        var left = _options.ReadLimit - _time.GetElapsedTime(call.StartedAt);
        return ReadRetry.IsWorthwhile(failure.Kind, result.Pause, left, call.Request.Servers.Count)
            && _retries.TryTake();
    }

    private static ConsulCall CallOf(ResilienceContext context) => context.Properties.GetValue(ConsulCall.Key, null!);

    private static StoreFailure Late(ConsulCall call) =>
        new(
            StoreFailureKind.TimedOut,
            $"Consul gave no whole answer within {call.Limit.TotalMilliseconds:0} ms to {call.Request.Target}"
        );

    private static StoreFailure Crowded(ConsulCall call) =>
        new(
            StoreFailureKind.Slow,
            $"not sent: so many calls wait for Consul already that {call.Request.Target} would come too late"
        );

    private static ConsulResult<T> Rethrown<T>(Outcome<ConsulResult<T>> outcome)
        where T : class
    {
        outcome.ThrowIfException();
        throw new InvalidOperationException("an outcome with an exception did not throw it");
    }
}
