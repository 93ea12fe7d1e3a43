using Xunit;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>
/// The simulator believes in the embedded store's machine. Here the same random histories happen to the embedded store
/// and to real Consul, and every answer must be the same but for the numbers of the indexes: outcomes, contents, which
/// indexes are equal and which is newer, which reads wake. A history is its seed.
/// </summary>
public sealed class ConsulModelTests(SharedConsul shared)
{
    private const int MovesMax = 12;

    [Fact]
    public async Task Random_histories_are_answered_alike() => await AnswerAlikeAsync(first: 1, count: 40);

    [Fact]
    [Trait("Duration", "Long")]
    public async Task Many_fresh_histories_are_answered_alike() =>
        await AnswerAlikeAsync(Random.Shared.Next(1_000, 1_000_000_000), count: 2_000);

    [Fact]
    public async Task Blocking_reads_wake_alike()
    {
        using var consul = LoopbackStore.Client(await shared.AddressAsync());
        using var embedded = EmbeddedStores.Open(null);
        for (var seed = 1; seed <= 8; seed++)
        {
            var random = new Random(seed);
            var history = new StoreHistory(embedded, consul, seed);
            for (var moves = random.Next(1, MovesMax); moves > 0; moves--)
            {
                await history.WatchAsync(HistoryMove.Draw(random));
            }
        }
    }

    [Fact]
    public async Task A_restart_changes_no_answer_and_indexes_go_on_rising()
    {
        await using var consul = await RealConsul.StartAsync("127.0.7.2");
        using var directory = new TemporaryDirectory();
        var file = directory.File("store.db");
        var random = new Random(1);
        StoreHistory? history = null;
        for (var lives = 0; lives < 3; lives++)
        {
            using var store = EmbeddedStores.Open(file);
            using var client = LoopbackStore.Client(consul.Address);
            history ??= new StoreHistory(store, client, seed: 1);
            await history.ContinueAsync(store, client);
            for (var move = 0; move < MovesMax; move++)
            {
                await history.RunAsync(HistoryMove.Draw(random));
            }

            await consul.RestartAsync();
        }
    }

    private async Task AnswerAlikeAsync(int first, int count)
    {
        using var consul = LoopbackStore.Client(await shared.AddressAsync());
        using var embedded = EmbeddedStores.Open(null);
        for (var seed = first; seed < first + count; seed++)
        {
            var random = new Random(seed);
            var history = new StoreHistory(embedded, consul, seed);
            for (var moves = random.Next(1, MovesMax); moves > 0; moves--)
            {
                await history.RunAsync(HistoryMove.Draw(random));
            }
        }
    }
}
