using System.Text;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Store;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>
/// What every store must do alike. Each test works under a prefix of its own, so that a shared server can serve them all.
/// </summary>
public abstract class KeyValueStoreConformance : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private readonly string _prefix;

    protected KeyValueStoreConformance() => _prefix = $"conformance/{Guid.NewGuid():n}/";

    protected string Prefix => _prefix;

    protected abstract IKeyValueStore Store { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task A_key_that_never_was_is_an_empty_answer_with_an_index()
    {
        var answer = await ReadAsync(One("nothing"));

        Assert.Empty(answer.Values);
        Assert.True(answer.Index >= 1);
        Assert.True(answer.KnownLeader);
    }

    [Theory]
    [InlineData(ReadMode.Default)]
    [InlineData(ReadMode.Consistent)]
    [InlineData(ReadMode.Stale)]
    public async Task What_was_put_is_read(ReadMode mode)
    {
        await PutAsync("a", "one");

        var outcome = await Store.ReadAsync(One("a"), mode, Cancel);
        var value = Assert.Single(Assert.IsType<ReadOutcome.Answered>(outcome).Answer.Values);

        Assert.Equal(_prefix + "a", value.Key);
        Assert.Equal("one", Text(value));
        Assert.Equal(value.CreateIndex, value.ModifyIndex);
    }

    [Fact]
    public async Task Bytes_come_back_as_they_were_even_none()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        await CommitAsync(Set("bytes", all), Set("none", []));

        var values = (await ReadAsync(Under(""))).Values;

        Assert.Equal(all, values[0].Value.ToArray());
        Assert.Empty(values[1].Value.ToArray());
    }

    [Fact]
    public async Task The_index_of_a_key_is_its_modify_index()
    {
        await PutAsync("a", "one");
        await PutAsync("b", "two");

        var answer = await ReadAsync(One("a"));

        Assert.Equal(answer.Values[0].ModifyIndex, answer.Index);
    }

    [Fact]
    public async Task A_prefix_gives_its_keys_in_order_and_no_others()
    {
        await CommitAsync(Set("p/b"), Set("p/a"), Set("p/a/x"), Set("pz"), Set("p"));

        var answer = await ReadAsync(Under("p/"));

        Assert.Equal(["p/a", "p/a/x", "p/b"], answer.Values.Select(v => v.Key[_prefix.Length..]));
    }

    [Fact]
    public async Task Keys_with_every_allowed_character_travel_unchanged()
    {
        const string odd = "AZaz09-._~:@,=/x=1,y:2@z~";
        await PutAsync(odd, "here");

        Assert.Equal(_prefix + odd, Assert.Single((await ReadAsync(Under("AZ"))).Values).Key);
        Assert.Single((await ReadAsync(One(odd))).Values);
    }

    [Fact]
    public async Task All_writes_of_a_transaction_carry_one_index()
    {
        var committed = await CommitAsync(Set("a"), Cas("b", 0, "new"), Set("c"));

        Assert.Single(committed.ModifyIndexes.Distinct());
        Assert.Equal(committed.ModifyIndexes[0], (await ReadAsync(One("c"))).Values[0].ModifyIndex);
    }

    [Fact]
    public async Task Each_operation_gets_its_own_result_even_between_those_that_have_none()
    {
        var before = (await CommitAsync(Set("seen"), Set("gone"))).ModifyIndexes[0];

        var committed = await CommitAsync(
            Absent("never"),
            Set("a"),
            new StoreOperation.Delete(_prefix + "gone"),
            Check("seen", before),
            new StoreOperation.DeleteCas(_prefix + "gone", before),
            Cas("b", 0, "b")
        );

        var written = committed.ModifyIndexes[1];
        Assert.Equal([0, written, 0, before, 0, written], committed.ModifyIndexes);
        Assert.True(written > before);
    }

    [Fact]
    public async Task Cas_with_the_present_index_writes_and_keeps_the_create_index()
    {
        var first = (await CommitAsync(Set("a", "one"))).ModifyIndexes[0];

        var second = (await CommitAsync(Cas("a", first, "two"))).ModifyIndexes[0];

        var value = (await ReadAsync(One("a"))).Values[0];
        Assert.Equal((first, second, "two"), (value.CreateIndex, value.ModifyIndex, Text(value)));
    }

    [Fact]
    public async Task Cas_with_an_old_index_is_a_conflict_in_Consuls_words()
    {
        var first = (await CommitAsync(Set("a", "one"))).ModifyIndexes[0];
        await PutAsync("a", "two");

        var error = Assert.Single(await ConflictAsync(Cas("a", first, "three")));

        Assert.Equal(new OperationError(0, $"failed to set key \"{_prefix}a\", index is stale"), error);
        Assert.Equal("two", Text((await ReadAsync(One("a"))).Values[0]));
    }

    [Fact]
    public async Task Cas_zero_creates_only()
    {
        await CommitAsync(Cas("a", 0, "one"));

        Assert.Single(await ConflictAsync(Cas("a", 0, "two")));
    }

    [Fact]
    public async Task Check_index_wants_equality_and_says_what_it_found()
    {
        var index = (await CommitAsync(Set("a"))).ModifyIndexes[0];

        await CommitAsync(Check("a", index), Set("ok"));
        var error = Assert.Single(await ConflictAsync(Check("a", index + 1)));

        Assert.Equal(
            $"failed index check for key \"{_prefix}a\", current modify index {index} != {index + 1}",
            error.What
        );
    }

    [Fact]
    public async Task Check_index_on_a_missing_key_fails_even_with_zero()
    {
        var error = Assert.Single(await ConflictAsync(Check("none", 0)));

        Assert.Equal($"failed to check index, key \"{_prefix}none\" doesn't exist", error.What);
    }

    [Fact]
    public async Task Every_failing_operation_is_listed_and_nothing_is_written()
    {
        await PutAsync("there", "x");

        var errors = await ConflictAsync(Set("a"), Absent("there"), Set("b"), Check("none", 7));

        Assert.Equal([1, 3], errors.Select(e => e.OperationIndex));
        Assert.Equal($"key \"{_prefix}there\" exists", errors[0].What);
        Assert.Equal(["there"], (await ReadAsync(Under(""))).Values.Select(v => v.Key[_prefix.Length..]));
    }

    [Fact]
    public async Task Later_operations_see_earlier_ones()
    {
        var errors = await ConflictAsync(Set("a"), Absent("a"));

        Assert.Equal(1, Assert.Single(errors).OperationIndex);
        await CommitAsync(Set("a"), new StoreOperation.Delete(_prefix + "a"), Absent("a"));
    }

    [Fact]
    public async Task The_identical_value_changes_no_index_so_an_old_cas_works_again()
    {
        var first = (await CommitAsync(Set("a", "same"))).ModifyIndexes[0];

        var again = (await CommitAsync(Set("a", "same"))).ModifyIndexes[0];
        await PutAsync("a", "same");
        var cas = (await CommitAsync(Cas("a", first, "same"))).ModifyIndexes[0];

        Assert.Equal((first, first), (again, cas));
    }

    [Fact]
    public async Task A_recreated_key_has_new_indexes()
    {
        var first = (await CommitAsync(Set("a"))).ModifyIndexes[0];
        await CommitAsync(new StoreOperation.Delete(_prefix + "a"));
        await CommitAsync(Set("a"));

        var value = (await ReadAsync(One("a"))).Values[0];

        Assert.True(value.CreateIndex > first && value.ModifyIndex > first);
        Assert.Single(await ConflictAsync(Check("a", first)));
    }

    [Fact]
    public async Task Delete_cas_refuses_an_old_index_and_accepts_a_missing_key()
    {
        var first = (await CommitAsync(Set("a", "one"))).ModifyIndexes[0];
        await PutAsync("a", "two");

        var error = Assert.Single(await ConflictAsync(new StoreOperation.DeleteCas(_prefix + "a", first)));

        Assert.Equal($"failed to delete key \"{_prefix}a\", index is stale", error.What);
        await CommitAsync(new StoreOperation.DeleteCas(_prefix + "none", 7));
    }

    [Fact]
    public async Task Deleting_a_tree_deletes_what_is_under_the_prefix_and_nothing_else()
    {
        await CommitAsync(Set("t/a"), Set("t/b/c"), Set("tz"));

        await CommitAsync(new StoreOperation.DeleteTree(_prefix + "t/"));

        Assert.Equal(["tz"], (await ReadAsync(Under(""))).Values.Select(v => v.Key[_prefix.Length..]));
    }

    [Fact]
    public async Task The_index_of_a_prefix_rises_when_one_of_its_keys_is_deleted()
    {
        await CommitAsync(Set("p/a"), Set("p/b"));
        var before = (await ReadAsync(Under("p/"))).Index;

        await CommitAsync(new StoreOperation.Delete(_prefix + "p/b"));

        Assert.True((await ReadAsync(Under("p/"))).Index > before);
    }

    [Fact]
    public async Task The_index_of_a_prefix_stays_when_something_else_is_written()
    {
        await PutAsync("p/a", "x");
        var before = (await ReadAsync(Under("p/"))).Index;

        await PutAsync("q", "y");

        Assert.Equal(before, (await ReadAsync(Under("p/"))).Index);
    }

    [Fact]
    public async Task A_blocking_read_wakes_on_a_write()
    {
        await PutAsync("a", "one");
        var index = (await ReadAsync(One("a"))).Index;

        var waiting = WatchAsync(One("a"), index, Long);
        await PutAsync("a", "two");
        var answer = await waiting;

        Assert.Equal("two", Text(answer.Values[0]));
        Assert.True(answer.Index > index);
    }

    [Fact]
    public async Task A_blocking_read_of_a_missing_key_wakes_when_it_comes()
    {
        var index = (await ReadAsync(One("late"))).Index;

        var waiting = ChangedAsync(One("late"), index, answer => answer.Values.Count == 1);
        await PutAsync("late", "here");

        Assert.Equal("here", Text((await waiting).Values[0]));
    }

    [Fact]
    public async Task A_blocking_read_wakes_on_a_delete()
    {
        await CommitAsync(Set("p/a"), Set("p/b"));
        var one = (await ReadAsync(One("p/a"))).Index;
        var all = (await ReadAsync(Under("p/"))).Index;

        var key = ChangedAsync(One("p/a"), one, answer => answer.Values.IsEmpty);
        var prefix = ChangedAsync(Under("p/"), all, answer => answer.Values.Count == 1);
        await CommitAsync(new StoreOperation.Delete(_prefix + "p/a"));

        Assert.True((await key).Index > one);
        Assert.True((await prefix).Index > all);
    }

    [Fact]
    public async Task A_blocking_read_of_a_prefix_wakes_when_its_tree_is_deleted()
    {
        await CommitAsync(Set("p/q/a"), Set("p/q/b"), Set("p/c"));
        var all = (await ReadAsync(Under("p/"))).Index;

        var waiting = ChangedAsync(Under("p/"), all, answer => answer.Values.Count == 1);
        await CommitAsync(new StoreOperation.DeleteTree(_prefix + "p/q/"));

        Assert.True((await waiting).Index > all);
    }

    [Fact]
    public async Task The_identical_value_and_a_rolled_back_transaction_wake_nobody()
    {
        await PutAsync("a", "one");
        var index = (await ReadAsync(One("a"))).Index;

        var waiting = WatchAsync(One("a"), index, TimeSpan.FromSeconds(2));
        await PutAsync("a", "one");
        await ConflictAsync(Set("a", "two"), Check("none", 1));
        var answer = await waiting;

        Assert.Equal(index, answer.Index);
        Assert.Equal("one", Text(answer.Values[0]));
    }

    [Fact]
    public async Task A_blocking_read_with_nothing_new_ends_after_its_wait_with_what_is_there()
    {
        await PutAsync("a", "one");
        var index = (await ReadAsync(One("a"))).Index;

        var answer = await WatchAsync(One("a"), index, Short);

        Assert.Equal((index, "one"), (answer.Index, Text(answer.Values[0])));
    }

    [Fact]
    public async Task A_blocking_read_behind_the_index_answers_at_once()
    {
        await PutAsync("a", "one");
        var index = (await ReadAsync(One("a"))).Index;
        await PutAsync("a", "two");

        Assert.Equal("two", Text((await WatchAsync(One("a"), index, Long)).Values[0]));
    }

    [Fact]
    public async Task A_blocking_read_can_be_cancelled()
    {
        await PutAsync("a", "one");
        var index = (await ReadAsync(One("a"))).Index;
        using var stop = new CancellationTokenSource();

        var waiting = Store.WatchAsync(One("a"), index, Long, ReadMode.Default, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Of_many_writers_with_one_index_exactly_one_wins()
    {
        var index = (await CommitAsync(Set("a", "start"))).ModifyIndexes[0];

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i => Store.CommitAsync(Transaction.Of(Cas("a", index, $"writer {i}")), Cancel))
        );

        Assert.Single(outcomes.OfType<CommitOutcome.Committed>());
        Assert.Equal(7, outcomes.OfType<CommitOutcome.Conflict>().Count());
    }

    [Fact]
    public async Task Sixty_four_operations_pass_and_one_more_is_not_sent()
    {
        var many = Enumerable.Range(0, 65).Select(i => Set($"n{i:D2}")).ToArray();

        Assert.Equal(64, (await CommitAsync(many[..64])).ModifyIndexes.Count);
        var failure = await FailureAsync(many);

        Assert.Equal(StoreFailureKind.TooLarge, failure.Kind);
        Assert.Contains("at most 64 operations, this one has 65", failure.Message);
    }

    [Fact]
    public async Task The_largest_transaction_that_is_let_through_is_accepted_and_a_larger_one_is_not_sent()
    {
        var room = StoreLimits.RequestBytesMax - 2 - 128 - _prefix.Length - 1;

        await CommitAsync(Set("a", new byte[room / 4 * 3]));
        var failure = await FailureAsync(Set("a", new byte[(room / 4 * 3) + 3]));

        Assert.Equal(StoreFailureKind.TooLarge, failure.Kind);
    }

    [Fact]
    public async Task The_largest_value_that_is_let_through_is_accepted_and_a_larger_one_is_not_sent()
    {
        Assert.Null(await Store.PutAsync(_prefix + "a", new byte[StoreLimits.RequestBytesMax], Cancel));
        var failure = await Store.PutAsync(_prefix + "a", new byte[StoreLimits.RequestBytesMax + 1], Cancel);

        Assert.Equal(StoreFailureKind.TooLarge, failure?.Kind);
    }

    private static string Text(KeyValue value) => Encoding.UTF8.GetString(value.Value.Span);

    private KeyQuery One(string key) => KeyQuery.One(_prefix + key);

    private KeyQuery Under(string prefix) => KeyQuery.Under(_prefix + prefix);

    private StoreOperation Set(string key, string value = "x") => Set(key, Encoding.UTF8.GetBytes(value));

    private StoreOperation Set(string key, byte[] value) => new StoreOperation.Set(_prefix + key, value);

    private StoreOperation Cas(string key, ulong index, string value) =>
        new StoreOperation.Cas(_prefix + key, Encoding.UTF8.GetBytes(value), index);

    private StoreOperation Check(string key, ulong index) => new StoreOperation.CheckIndex(_prefix + key, index);

    private StoreOperation Absent(string key) => new StoreOperation.CheckNotExists(_prefix + key);

    private async Task PutAsync(string key, string value) =>
        Assert.Null(await Store.PutAsync(_prefix + key, Encoding.UTF8.GetBytes(value), Cancel));

    private async Task<StoreAnswer> ReadAsync(KeyQuery query) =>
        Assert.IsType<ReadOutcome.Answered>(await Store.ReadAsync(query, ReadMode.Consistent, Cancel)).Answer;

    private async Task<StoreAnswer> WatchAsync(KeyQuery query, ulong index, TimeSpan wait) =>
        Assert
            .IsType<ReadOutcome.Answered>(await Store.WatchAsync(query, index, wait, ReadMode.Default, Cancel))
            .Answer;

    /// <summary>Asks again after each wake-up until the change is there: Consul may wake a reader for nothing.</summary>
    private async Task<StoreAnswer> ChangedAsync(KeyQuery query, ulong index, Predicate<StoreAnswer> seen)
    {
        for (var asked = 0; asked < 1000; asked++)
        {
            var answer = await WatchAsync(query, index, Long);
            if (seen(answer))
            {
                return answer;
            }

            index = answer.Index;
        }

        throw new InvalidOperationException($"{query} woke 1000 times and never showed the change");
    }

    private async Task<CommitOutcome.Committed> CommitAsync(params StoreOperation[] operations) =>
        Assert.IsType<CommitOutcome.Committed>(await Store.CommitAsync(Transaction.Of(operations), Cancel));

    private async Task<EquatableArray<OperationError>> ConflictAsync(params StoreOperation[] operations) =>
        Assert.IsType<CommitOutcome.Conflict>(await Store.CommitAsync(Transaction.Of(operations), Cancel)).Errors;

    private async Task<StoreFailure> FailureAsync(params StoreOperation[] operations) =>
        Assert.IsType<CommitOutcome.Failed>(await Store.CommitAsync(Transaction.Of(operations), Cancel)).Failure;
}
