using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using Xunit;

namespace FailoverCtl.Tests.Core.Checking;

public sealed class TopologyIsCurrentTests
{
    [Fact]
    public void A_plan_with_the_topology_that_its_parent_cites_is_fine() =>
        Assert.Empty(Found.In(Adopt(Story.Of("k1"))));

    [Fact]
    public void A_plan_with_another_topology_than_its_parent_cites_is_a_violation() =>
        Assert.Equal(
            ["I-25 line 7: plan p3 was made with topology t0, epoch 2 cites t1"],
            Found.In(Adopt(Reads(e => e with { TopologyHash = "t1" })))
        );

    [Fact]
    public void The_topology_that_was_read_last_is_the_one_that_counts() =>
        Assert.Empty(
            Found.In(
                Adopt(Reads(e => e with { TopologyHash = "t1" }).Record(new TopologyEvent("t1", SmallWorld.Topology)))
            )
        );

    [Fact]
    public void A_plan_on_an_epoch_of_another_schema_is_a_violation() =>
        Assert.Equal(
            ["I-25 line 7: plan p3 starts from epoch 2 of schema 2, its author writes 1"],
            Found.In(Adopt(Reads(e => e with { Schema = 2 })))
        );

    /// <summary>k1 reads an epoch that somebody else committed.</summary>
    private static Story Reads(Func<LedgerEntry, LedgerEntry> edit)
    {
        var story = Story.Of("k1");
        return story.Wait(100).Observes(edit(story.First() with { Epoch = 2, Proposal = "of op" })).Wait(100);
    }

    /// <summary>Only planned: what becomes of it is another rule's business.</summary>
    private static Story Adopt(Story story) => story.Plans(CauseKind.Adoption, story.Ledger.Steering, Latches.None);
}
