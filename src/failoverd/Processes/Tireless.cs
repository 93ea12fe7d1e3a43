namespace FailoverCtl.Daemon.Processes;

/// <summary>
/// Keeps the parts of a role alive beside the one that users depend on: an exception in a part is a bug, and begins it anew
/// instead of taking the rest along. A DNS server that ends because its follower has a bug is the outage (I-13).
/// </summary>
internal sealed class Tireless(TimeProvider time, ILogger log)
{
    /// <summary>Before a part begins anew: a bug that is met at once must not spin.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Runs it until it ends by itself or is cancelled.</summary>
    /// <param name="name">What it does, for the log.</param>
    public async Task RunAsync(string name, Func<CancellationToken, Task> part, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await part(stopping);
                return;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.PartFailed(name, e);
            }

            await Task.Delay(Pause, time, stopping);
        }
    }
}

internal static partial class TirelessLog
{
    [LoggerMessage(6001, LogLevel.Error, "{Part} met a bug and begins anew; nothing else is touched by it")]
    public static partial void PartFailed(this ILogger log, string part, Exception exception);
}
