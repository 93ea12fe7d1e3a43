namespace FailoverCtl.Store.Consul;

/// <summary>Which failed reads are worth another attempt. Only reads: whatever writes is sent once.</summary>
internal static class ReadRetry
{
    /// <summary>The first included.</summary>
    public const int AttemptsMax = 3;

    /// <summary>Before the second attempt; grows and is jittered. The third still fits into a fence's 500 ms.</summary>
    public static readonly TimeSpan BackoffBase = TimeSpan.FromMilliseconds(20);

    public static readonly TimeSpan BackoffMax = TimeSpan.FromMilliseconds(150);

    /// <summary>All reads of one client together: a store in trouble gets few more requests than one that is well.</summary>
    public const int BudgetBurst = 10;

    /// <summary>Further attempts/s.</summary>
    public const double BudgetPerSecond = 5;

    /// <summary>Shorter than this no server on another continent answers.</summary>
    private static readonly TimeSpan WorthMin = TimeSpan.FromMilliseconds(25);

    /// <param name="pause">What the attempt itself said about when.</param>
    /// <param name="left">Of the time limit over all attempts.</param>
    public static bool IsWorthwhile(StoreFailureKind kind, TimeSpan? pause, TimeSpan left, int servers) =>
        left - (pause ?? TimeSpan.Zero) >= WorthMin
        && kind switch
        {
            StoreFailureKind.Unreachable or StoreFailureKind.TimedOut or StoreFailureKind.NoLeader => true,
            StoreFailureKind.Slow => true,
            // With the token that has replaced the refused one; otherwise the answer would be the same.
            StoreFailureKind.Refused => pause is not null,
            // Another server may be Consul.
            StoreFailureKind.Malformed or StoreFailureKind.Untrusted => servers > 1,
            StoreFailureKind.TooLarge => false,
        };
}
