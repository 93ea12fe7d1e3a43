using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using Xunit;

namespace FailoverCtl.Tests.Core.Checking;

public sealed class OnlyRecoveryEndsRewindTests
{
    [Fact]
    public void A_store_that_looks_right_again_does_not_let_a_controller_go_on()
    {
        var story = Story.Of("k1").Mode(CoordinationMode.Rewound).Wait(40).Mode(CoordinationMode.Normal);
        Assert.Equal(
            [
                "I-15 line 7: the mode became Normal after the store went back from epoch 1, "
                    + "and no epoch above 1 was recovered by an operator",
            ],
            Found.In(story)
        );
    }

    [Fact]
    public void A_recovery_above_all_that_was_read_does()
    {
        var story = Story.Of("k1").Mode(CoordinationMode.Rewound).Wait(40);
        story.Observes(RecoveryEpoch.Of(story.Ledger, 1, "recover-1", "by a test")).Mode(CoordinationMode.Normal);
        Assert.Empty(Found.In(story));
    }

    [Fact]
    public void A_recovery_from_before_does_not()
    {
        var story = Story.Of("k1");
        story.Observes(RecoveryEpoch.Of(story.Ledger, 1, "recover-1", "by a test"));
        story.Mode(CoordinationMode.Rewound).Wait(40).Mode(CoordinationMode.CoordinationLost);
        Assert.StartsWith("I-15 line 8", Assert.Single(Found.In(story)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_life_begins_without_what_stopped_the_last()
    {
        var story = Story.Of("k1").Mode(CoordinationMode.Rewound).Start(8).Mode(CoordinationMode.Normal);
        Assert.Empty(Found.In(story));
    }
}
