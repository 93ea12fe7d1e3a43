using FailoverCtl.CommandLine.Recovery;
using FailoverCtl.Domain.Json;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using Xunit;

namespace FailoverCtl.Tests.Core.CommandLine;

/// <summary>What recover may leave out of what it reads, and what it must not.</summary>
public sealed class StoreReadingTests
{
    private static readonly Keys Keys = new("minimal");

    [Theory]
    [InlineData("ledger")]
    [InlineData("holds")]
    [InlineData("plans/")]
    [InlineData("controllers/")]
    [InlineData("dns/")]
    [InlineData("intents/")]
    public async Task A_part_that_is_not_answered_is_a_failure_not_emptiness(string part)
    {
        var (evidence, failure) = await ReadAsync(Store(silent: Keys.Prefix + part));

        Assert.Null(evidence);
        Assert.Equal(PartialStore.Failure, failure);
    }

    [Fact]
    public async Task A_topology_that_is_not_answered_is_a_failure_not_a_lost_one()
    {
        var (_, failure) = await ReadAsync(Store(silent: Keys.Topology(Scenes.Hash)));

        Assert.Equal(PartialStore.Failure, failure);
    }

    [Fact]
    public async Task A_damaged_plan_is_left_out_and_its_place_is_kept()
    {
        var store = Store(silent: null)
            .With(Keys.Plan(14), "{"u8.ToArray())
            .With(Keys.Controller("c"), "["u8.ToArray());

        var (evidence, failure) = await ReadAsync(store);

        Assert.Null(failure);
        Assert.Equal([14], evidence!.DamagedPlanSlots);
        Assert.Equal(12, Assert.Single(evidence.Plans).Entry.Epoch);
        Assert.Empty(evidence.Controllers);
    }

    private static PartialStore Store(string? silent)
    {
        var ledger = Scenes.Healthy().Ledger;
        return new PartialStore { Silent = silent }
            .With(Keys.Ledger, Codec.Write(ledger, DomainJson.Default.LedgerEntry))
            .With(Keys.Holds, Codec.Write(new("minimal", 3, []), DomainJson.Default.Holds))
            .With(Keys.Plan(12), Codec.Write(new(ledger, Scenes.Plan()), StoreJson.Default.PlanRecord));
    }

    private static Task<(StoreEvidence? Evidence, StoreFailure? Failure)> ReadAsync(PartialStore store) =>
        StoreReading.RunAsync(
            new(store, Keys),
            static (_, _) => Task.CompletedTask,
            TestContext.Current.CancellationToken
        );
}
