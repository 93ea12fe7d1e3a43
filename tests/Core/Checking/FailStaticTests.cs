using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using Xunit;

namespace FailoverCtl.Tests.Core.Checking;

public sealed class FailStaticTests
{
    [Fact]
    public void A_commit_that_was_under_way_may_be_read_back_before_the_mode_is_normal_again()
    {
        var story = Adopting()
            .Mode(CoordinationMode.CoordinationLost)
            .Wait(900)
            .Commits()
            .Mode(CoordinationMode.Normal);
        story.Takes("d1", story.Ledger, w => w with { FreshnessMilliseconds = 5 });
        Assert.Empty(Found.In(story));
    }

    [Theory]
    [InlineData(CoordinationMode.CoordinationLost)]
    [InlineData(CoordinationMode.Rewound)]
    public void A_plan_that_is_proposed_without_coordination_is_a_violation_and_so_is_its_commit(CoordinationMode mode)
    {
        var story = Story.Of("k1").Mode(mode).Wait(40);
        story.Plans(CauseKind.Adoption, story.Ledger.Steering, Latches.None).Wait(10).Commits();
        Assert.Equal(
            [
                $"I-13 line 7: plan p2 was proposed 40 ms after its mode became {mode}",
                $"I-13 line 8: epoch 2 was committed 50 ms after its mode became {mode}",
            ],
            Found.In(story)
        );
    }

    [Fact]
    public void A_write_without_coordination_is_a_violation()
    {
        var story = Adopting().Commits().Mode(CoordinationMode.CoordinationLost).Wait(7);
        story.Takes("d1", story.Ledger, w => w with { FreshnessMilliseconds = 900 });
        Assert.Equal(
            ["I-13 line 9: epoch 2 was written to d1 7 ms after its mode became CoordinationLost"],
            Found.In(story)
        );
    }

    [Fact]
    public void A_frozen_controller_is_not_without_coordination()
    {
        var story = Story.Of("k1").Mode(CoordinationMode.CoordinationLost).Mode(CoordinationMode.Frozen);
        story.Plans(CauseKind.Adoption, story.Ledger.Steering, Latches.None).Commits();
        Assert.Empty(Found.In(story));
    }

    private static Story Adopting()
    {
        var story = Story.Of("k1");
        return story.Plans(CauseKind.Adoption, story.Ledger.Steering, Latches.None);
    }
}
