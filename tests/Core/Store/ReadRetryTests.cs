using FailoverCtl.Store;
using FailoverCtl.Store.Consul;
using FailoverCtl.Store.Watching;
using Xunit;

namespace FailoverCtl.Tests.Core.Store;

public sealed class ReadRetryTests
{
    private static readonly TimeSpan Plenty = TimeSpan.FromMilliseconds(400);

    [Theory]
    [InlineData(StoreFailureKind.Unreachable, 1, true)]
    [InlineData(StoreFailureKind.TimedOut, 1, true)]
    [InlineData(StoreFailureKind.NoLeader, 1, true)]
    [InlineData(StoreFailureKind.Slow, 1, true)]
    [InlineData(StoreFailureKind.Malformed, 1, false)]
    [InlineData(StoreFailureKind.Malformed, 2, true)]
    [InlineData(StoreFailureKind.Untrusted, 1, false)]
    [InlineData(StoreFailureKind.Untrusted, 2, true)]
    [InlineData(StoreFailureKind.Refused, 2, false)]
    [InlineData(StoreFailureKind.TooLarge, 2, false)]
    public void Another_attempt_is_made_where_it_can_end_otherwise(
        StoreFailureKind kind,
        int servers,
        bool worthwhile
    ) => Assert.Equal(worthwhile, ReadRetry.IsWorthwhile(kind, null, Plenty, servers));

    [Fact]
    public void A_refused_token_is_worth_another_attempt_only_when_it_was_replaced() =>
        Assert.True(ReadRetry.IsWorthwhile(StoreFailureKind.Refused, TimeSpan.Zero, Plenty, 1));

    [Theory]
    [InlineData(300, true)]
    [InlineData(390, false)]
    [InlineData(1000, false)]
    public void Patience_that_does_not_fit_into_the_limit_is_not_waited_for(int milliseconds, bool worthwhile) =>
        Assert.Equal(
            worthwhile,
            ReadRetry.IsWorthwhile(StoreFailureKind.Slow, TimeSpan.FromMilliseconds(milliseconds), Plenty, 1)
        );

    [Fact]
    public void The_last_milliseconds_of_the_limit_are_not_spent_on_an_attempt() =>
        Assert.False(ReadRetry.IsWorthwhile(StoreFailureKind.Unreachable, null, TimeSpan.FromMilliseconds(10), 3));

    [Fact]
    public void The_budget_lets_a_burst_through_and_then_its_rate()
    {
        var time = new SteppedTime();
        var budget = new TokenBucket(time, burst: 3, perSecond: 5);

        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => budget.TryTake()));
        time.Step(TimeSpan.FromMilliseconds(199));
        Assert.False(budget.TryTake());
        time.Step(TimeSpan.FromMilliseconds(2));
        Assert.True(budget.TryTake());
        Assert.False(budget.TryTake());
    }

    [Theory]
    [InlineData(null, 0.0, 200)]
    [InlineData(null, 1.0, 300)]
    [InlineData(0, 1.0, 0)]
    [InlineData(1, 0.0, 1000)]
    [InlineData(3600, 0.0, 1000)]
    [InlineData(3600, 1.0, 1500)]
    public void A_server_is_left_alone_as_long_as_it_asks_but_never_long(
        int? retryAfterSeconds,
        double spread,
        double milliseconds
    )
    {
        var time = new SteppedTime();
        var server = new StoreServer(new Uri("http://h:1"), time);
        TimeSpan? asked = retryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

        server.AskPatience(asked, spread);
        Assert.Equal(milliseconds, server.PatienceLeft.TotalMilliseconds, 0.01);

        time.Step(TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(TimeSpan.Zero, server.PatienceLeft);
    }

    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Step(TimeSpan by) => _ticks += by.Ticks;
    }
}
