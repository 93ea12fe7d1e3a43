using FailoverCtl.Domain.Collections;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>How often a store in trouble is asked, and for how long (F-13): reads again, writes never.</summary>
public sealed class ConsulPatienceTests
{
    private static readonly Transaction Write = Transaction.Of(new StoreOperation.Set("a", "x"u8.ToArray()));
    private static readonly string Empty = FakeServer.Reply("404 Not Found", "", "X-Consul-Index: 7");
    private static readonly string Busy = FakeServer.Reply("429 Too Many Requests", "slow down");
    private static readonly string BusyForLong = FakeServer.Reply("503 Service Unavailable", "", "Retry-After: 30");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_asks_the_neighbour_of_a_server_that_fails()
    {
        await using var broken = new FakeServer(FakeServer.Reply("500 Internal Server Error", "No cluster leader"));
        await using var well = new FakeServer(Empty);
        using var store = Client(broken, well);

        Assert.IsType<ReadOutcome.Answered>(await ReadAsync(store));
        Assert.IsType<ReadOutcome.Answered>(await ReadAsync(store));

        Assert.Single(broken.Requests);
        Assert.Equal(2, well.Requests.Count);
    }

    [Fact]
    public async Task A_read_asks_the_neighbour_of_a_server_that_hangs_within_the_one_limit()
    {
        await using var hung = Hung();
        await using var well = new FakeServer(Empty);
        using var store = Client(hung, well);

        Assert.IsType<ReadOutcome.Answered>(await ReadAsync(store));

        Assert.Single(hung.Requests);
    }

    [Fact]
    public async Task A_read_asks_the_neighbour_of_a_server_that_is_not_Consul()
    {
        await using var other = new FakeServer(FakeServer.Reply("200 OK", "<html>welcome</html>"));
        await using var well = new FakeServer(Empty);
        using var store = Client(other, well);

        Assert.IsType<ReadOutcome.Answered>(await ReadAsync(store));
    }

    [Fact]
    public async Task A_fence_fails_within_its_limit_when_every_server_hangs()
    {
        await using var first = Hung();
        await using var second = Hung();
        await using var third = Hung();
        using var store = Client(first, second, third);

        var failure = Failure(await ReadAsync(store));

        Assert.Equal(StoreFailureKind.TimedOut, failure.Kind);
        Assert.Equal(2, first.Requests.Count + second.Requests.Count + third.Requests.Count);
    }

    [Fact]
    public async Task A_read_is_attempted_three_times_at_most()
    {
        await using var server = new FakeServer(FakeServer.Reply("500 Internal Server Error", "No cluster leader"));
        using var store = Client(server);

        Assert.Equal(StoreFailureKind.NoLeader, Failure(await ReadAsync(store)).Kind);

        Assert.Equal(ReadRetry.AttemptsMax, server.Requests.Count);
    }

    [Fact]
    public async Task Writes_and_blocking_reads_are_attempted_once()
    {
        await using var server = new FakeServer(FakeServer.Reply("500 Internal Server Error", "No cluster leader"));
        await using var neighbour = new FakeServer(FakeServer.Reply("500 Internal Server Error", "No cluster leader"));
        using var store = Client(server, neighbour);

        await store.CommitAsync(Write, Cancel);
        await store.PutAsync("a", default, Cancel);
        await store.WatchAsync(KeyQuery.One("a"), 7, TimeSpan.FromSeconds(1), ReadMode.Default, Cancel);

        Assert.Equal(3, server.Requests.Count + neighbour.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_asks_for_patience_is_asked_again_later_and_keeps_its_turn()
    {
        var asked = 0;
        await using var busy = new FakeServer(_ =>
            Task.FromResult<string?>(Interlocked.Increment(ref asked) == 1 ? Busy : Empty)
        );
        await using var neighbour = new FakeServer(Empty);
        using var store = Client(busy, neighbour);

        Assert.IsType<ReadOutcome.Answered>(await ReadAsync(store));

        Assert.Equal(2, busy.Requests.Count);
        Assert.Empty(neighbour.Requests);
    }

    [Fact]
    public async Task While_a_server_asks_for_patience_only_commits_are_sent()
    {
        await using var busy = new FakeServer(BusyForLong);
        using var store = Client(busy);

        Assert.Equal(StoreFailureKind.Slow, Failure(await ReadAsync(store)).Kind);
        Assert.Single(busy.Requests);

        var read = Failure(await ReadAsync(store));
        var put = await store.PutAsync("a", default, Cancel);
        var watch = await store.WatchAsync(KeyQuery.One("a"), 7, TimeSpan.FromSeconds(1), ReadMode.Default, Cancel);
        Assert.Single(busy.Requests);
        Assert.All([read, put!, Failure(watch)], f => Assert.Equal(StoreFailureKind.Slow, f.Kind));
        Assert.Contains("asks for patience; not sent", read.Message);

        await store.CommitAsync(Write, Cancel);
        Assert.Equal(2, busy.Requests.Count);
    }

    [Fact]
    public async Task A_store_in_trouble_gets_few_more_reads_than_one_that_is_well()
    {
        await using var server = new FakeServer(FakeServer.Reply("500 Internal Server Error", "No cluster leader"));
        using var store = Client(server);
        var from = TimeProvider.System.GetTimestamp();

        for (var call = 0; call < 40; call++)
        {
            await ReadAsync(store);
        }

        var refilled = TimeProvider.System.GetElapsedTime(from).TotalSeconds * ReadRetry.BudgetPerSecond;
        Assert.InRange(server.Requests.Count, 40, 40 + ReadRetry.BudgetBurst + (int)refilled + 1);
    }

    [Fact]
    public async Task More_reads_at_once_than_make_sense_are_not_sent()
    {
        await using var hung = Hung();
        using var store = new ConsulKeyValueStore(
            new ConsulOptions { Servers = [hung.Address], ReadLimit = TimeSpan.FromSeconds(20) },
            TimeProvider.System
        );
        using var stop = new CancellationTokenSource();

        var waiting = Enumerable
            .Range(0, ConsulPipelines.ReadsMax)
            .Select(_ => store.ReadAsync(KeyQuery.One("a"), ReadMode.Default, stop.Token))
            .ToList();
        var failure = Failure(await ReadAsync(store));
        await stop.CancelAsync();

        Assert.Equal(StoreFailureKind.Slow, failure.Kind);
        Assert.Contains("not sent: so many calls wait for Consul already", failure.Message);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
    }

    private static FakeServer Hung() => new(_ => new TaskCompletionSource<string?>().Task);

    private static ConsulKeyValueStore Client(params FakeServer[] servers) =>
        new(new ConsulOptions { Servers = servers.Select(s => s.Address).ToEquatableArray() }, TimeProvider.System);

    private static Task<ReadOutcome> ReadAsync(ConsulKeyValueStore store) =>
        store.ReadAsync(KeyQuery.One("a"), ReadMode.Consistent, Cancel);

    private static StoreFailure Failure(ReadOutcome outcome) => Assert.IsType<ReadOutcome.Failed>(outcome).Failure;
}
