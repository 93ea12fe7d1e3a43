namespace FailoverCtl.Daemon.Processes;

/// <summary>Tasks that live and die together: a role with one half dead would look alive and do nothing.</summary>
internal static class Together
{
    /// <summary>Runs all until they end; the first that fails cancels the others, and its exception comes out.</summary>
    public static async Task RunAsync(CancellationToken cancel, params Func<CancellationToken, Task>[] parts)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = parts.Select(part => part(ending.Token)).ToList();
        try
        {
            await foreach (var ended in Task.WhenEach(running))
            {
                await ended;
            }
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
