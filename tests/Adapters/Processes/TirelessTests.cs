using FailoverCtl.Daemon.Processes;
using FailoverCtl.Tests.Core.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Processes;

public sealed class TirelessTests
{
    private readonly ManualTime _time = new();
    private readonly Tireless _tireless;

    public TirelessTests() => _tireless = new(_time, NullLogger.Instance);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_part_that_meets_a_bug_begins_anew_after_a_second()
    {
        var lives = 0;

        await _tireless.RunAsync(
            "It",
            _ => ++lives < 3 ? throw new InvalidOperationException("a bug") : Task.CompletedTask,
            Cancel
        );

        Assert.Equal(3, lives);
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)], _time.TakeSleeps());
    }

    [Fact]
    public async Task A_timeout_of_its_own_is_no_order_to_stop()
    {
        var lives = 0;

        await _tireless.RunAsync(
            "It",
            _ => ++lives < 2 ? throw new OperationCanceledException("its own limit") : Task.CompletedTask,
            Cancel
        );

        Assert.Equal(2, lives);
    }

    [Fact]
    public async Task What_is_told_to_stop_stops()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var running = _tireless.RunAsync(
            "It",
            async cancel =>
            {
                await stop.CancelAsync();
                cancel.ThrowIfCancellationRequested();
            },
            stop.Token
        );

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
