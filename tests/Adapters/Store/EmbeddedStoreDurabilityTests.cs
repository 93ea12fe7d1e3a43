using System.Text;
using FailoverCtl.Store;
using FailoverCtl.Store.Embedded;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Store;

public sealed class EmbeddedStoreDurabilityTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string File => _directory.File("store.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_was_answered_is_on_the_disk_at_that_moment()
    {
        using var store = EmbeddedStores.Open(File);
        for (var i = 0; i < 20; i++)
        {
            await PutAsync(store, $"k{i % 7}", $"value {i}");
            await store.CommitAsync(Transaction.Of(new StoreOperation.Delete($"k{(i + 3) % 7}")), Cancel);

            // The files as a power cut right now would leave them; the running store still holds its own.
            using var crashed = EmbeddedStores.Open(Copy($"crash{i}.db"));
            AssertSame(store.State, crashed.State);
        }
    }

    [Fact]
    public async Task After_a_clean_close_everything_is_there_and_indexes_go_on_rising()
    {
        ulong before;
        using (var store = EmbeddedStores.Open(File))
        {
            await PutAsync(store, "a", "one");
            before = store.State.Index;
        }

        using var again = EmbeddedStores.Open(File);
        Assert.Equal("one", Encoding.UTF8.GetString(again.State.Find("a")!.Value.Span));
        await PutAsync(again, "a", "two");
        Assert.Equal(before + 1, again.State.Find("a")!.ModifyIndex);
    }

    [Fact]
    public async Task A_log_cut_at_any_byte_gives_an_earlier_whole_state()
    {
        var known = new Dictionary<ulong, KvState> { [1] = KvState.Empty };
        using var store = EmbeddedStores.Open(File);
        for (var i = 0; i < 6; i++)
        {
            await store.CommitAsync(
                Transaction.Of(
                    new StoreOperation.Set("a", new[] { (byte)i }),
                    new StoreOperation.Set($"b{i}", new[] { (byte)i })
                ),
                Cancel
            );
            known[store.State.Index] = store.State;
        }

        var log = await System.IO.File.ReadAllBytesAsync(File + "-wal", Cancel);
        for (var cut = 0; cut < log.Length; cut += 997)
        {
            var copy = Copy($"cut{cut}.db");
            await System.IO.File.WriteAllBytesAsync(copy + "-wal", log[..cut], Cancel);
            switch (EmbeddedStore.Open(EmbeddedStores.Options(copy), TimeProvider.System))
            {
                case EmbeddedOpening.Opened(var opened):
                    AssertSame(known[opened.State.Index], opened.State);
                    opened.Dispose();
                    break;
                case EmbeddedOpening.Refused(var problem):
                    // The cut took the creation of the file itself.
                    Assert.Contains("is not a FailoverCtl store", problem);
                    break;
            }
        }
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_by_name_and_left_as_it_is()
    {
        System.IO.File.WriteAllText(File, new string('x', 5000));

        var problem = Refused(File);

        Assert.Contains(File, problem);
        Assert.Contains("damaged", problem);
        Assert.Contains("Restore it from a copy", problem);
        Assert.Equal(new string('x', 5000), System.IO.File.ReadAllText(File));
    }

    [Fact]
    public async Task A_changed_byte_in_a_value_is_noticed()
    {
        using (var store = EmbeddedStores.Open(File))
        {
            await PutAsync(store, "a", "precious");
        }

        var bytes = await System.IO.File.ReadAllBytesAsync(File, Cancel);
        var at = bytes.AsSpan().IndexOf("precious"u8);
        bytes[at] ^= 1;
        await System.IO.File.WriteAllBytesAsync(File, bytes, Cancel);

        Assert.Contains("does not match its checksum", Refused(File));
    }

    [Fact]
    public void A_missing_directory_is_named()
    {
        var problem = Refused(_directory.File("no/such/store.db"));

        Assert.Contains("no/such/store.db cannot be opened", problem);
    }

    [Fact]
    public void A_second_process_on_the_file_is_refused()
    {
        using var first = EmbeddedStores.Open(File);

        Assert.Contains("in use by another process", Refused(File));
    }

    [Fact]
    public async Task A_full_disk_refuses_writes_with_the_reason_and_goes_on_reading_and_recovers_when_there_is_room()
    {
        using var store = EmbeddedStores.Open(File, bytesMax: 1 << 20);
        await PutAsync(store, "small", "safe");
        await PutAsync(store, "big0", new string('x', 400_000));
        await PutAsync(store, "big1", new string('x', 400_000));
        var state = store.State;

        for (var attempt = 0; attempt < 3; attempt++)
        {
            var failure = await store.PutAsync("big2", new byte[400_000], Cancel);
            Assert.Equal(StoreFailureKind.NoLeader, failure?.Kind);
            Assert.Contains("the disk is full or the store's own size limit is reached", failure!.Message);
            Assert.Contains(File, failure.Message);
            AssertSame(state, store.State);
        }

        await store.CommitAsync(Transaction.Of(new StoreOperation.Delete("big0")), Cancel);
        await PutAsync(store, "big2", new string('y', 400_000));
        Assert.NotNull(store.State.Find("small"));
    }

    [Fact]
    public async Task A_writer_that_asks_for_too_much_gets_no_half()
    {
        using var store = EmbeddedStores.Open(File, bytesMax: 1 << 20);
        var state = store.State;
        for (var i = 0; i < 4; i++)
        {
            await store.CommitAsync(
                Transaction.Of(
                    new StoreOperation.Set($"left{i}", new byte[180_000]),
                    new StoreOperation.Set($"right{i}", new byte[180_000])
                ),
                Cancel
            );
            state = store.State;
            Assert.Equal(state.Under("left").Count(), state.Under("right").Count());
        }

        using var again = EmbeddedStores.Open(Copy("again.db"));
        AssertSame(state, again.State);
    }

    private static void AssertSame(KvState expected, KvState actual)
    {
        Assert.Equal(expected.Index, actual.Index);
        Assert.Equal(expected.Entries, actual.Entries);
        Assert.Equal(expected.Tombstones, actual.Tombstones);
        Assert.Equal(expected.GraveyardFloor, actual.GraveyardFloor);
    }

    private static async Task PutAsync(EmbeddedStore store, string key, string value) =>
        Assert.Null(await store.PutAsync(key, Encoding.UTF8.GetBytes(value), Cancel));

    private static string Refused(string path) =>
        Assert
            .IsType<EmbeddedOpening.Refused>(EmbeddedStore.Open(EmbeddedStores.Options(path), TimeProvider.System))
            .Problem;

    private string Copy(string name)
    {
        var copy = _directory.File(name);
        foreach (var part in new[] { "", "-wal" })
        {
            if (System.IO.File.Exists(File + part))
            {
                System.IO.File.Copy(File + part, copy + part);
            }
        }

        return copy;
    }
}
