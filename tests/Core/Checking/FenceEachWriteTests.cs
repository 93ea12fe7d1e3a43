using FailoverCtl.Checking;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using Xunit;

namespace FailoverCtl.Tests.Core.Checking;

public sealed class FenceEachWriteTests
{
    [Fact]
    public void Epochs_that_rise_at_a_target_are_fine_and_so_is_the_same_again_and_a_refusal_of_a_lower_one()
    {
        var (story, first, second) = TwoEpochs();
        story.Takes("d1", first).Takes("d1", second).Takes("d1", second);
        story.Takes("d1", first, w => w with { Result = WriteResult.Refused });
        Assert.Empty(Found.In(story));
    }

    [Fact]
    public void A_target_that_goes_back_is_a_violation()
    {
        var (story, first, second) = TwoEpochs();
        story.Takes("d1", second).Takes("d1", first);
        Assert.Equal(["I-09 line 9: d1 went back from epoch 2 to 1"], Found.In(story));
    }

    [Fact]
    public void One_epoch_with_other_content_is_a_violation()
    {
        var (story, _, second) = TwoEpochs();
        story.Takes("d1", second).Takes("d1", second, w => w with { After = w.After.Set(SmallWorld.Www("a"), 5_000) });
        Assert.Equal(
            [
                "I-09 line 9: d1 took epoch 2 twice with other content: www/b/v4=5000 www/c/v4=5000, "
                    + "then www/a/v4=5000 www/b/v4=5000 www/c/v4=5000",
                "I-09 line 9: d1 answers www/a/v4=5000 www/b/v4=5000 www/c/v4=5000 as epoch 2, "
                    + "the ledger says www/b/v4=5000 www/c/v4=5000",
            ],
            Found.In(story)
        );
    }

    [Fact]
    public void Two_processes_that_write_one_target_are_ordered_only_by_a_shared_clock()
    {
        var (story, first, second) = TwoEpochs();
        story.Takes("d1", second);
        var other = Story.Bare("controller/k2").Wait(100).Start(7).Takes("d1", first);
        Assert.Equal(["I-09 line 2: d1 went back from epoch 2 to 1"], Found.In(Clock.Shared, story, other));
        Assert.Empty(Found.In(Clock.PerProcess, story, other));
    }

    [Fact]
    public void An_epoch_with_two_faces_is_a_violation()
    {
        var (story, _, second) = TwoEpochs();
        var other = Story.Of("k2").Observes(second with { Proposal = "other" });
        Assert.Equal(
            ["I-09 line 6: epoch 2 has two faces: proposal controller/k1-p2 of k1 and proposal other of k1"],
            Found.In(story, other)
        );
    }

    [Fact]
    public void A_ledger_that_goes_back_is_a_violation()
    {
        var (story, first, _) = TwoEpochs();
        Assert.Equal(["I-09 line 8: the ledger went back from epoch 2 to 1"], Found.In(story.Observes(first)));
    }

    [Fact]
    public void A_plan_on_another_epoch_than_the_one_read_is_a_violation()
    {
        var (story, _, second) = TwoEpochs();
        story.Plans(CauseKind.Adoption, second.Steering, second.Latches, p => p with { ParentEpoch = 1 });
        Assert.Equal(["I-09 line 8: plan p3 starts from epoch 1, its author had read epoch 2"], Found.In(story));
    }

    /// <summary>An operator drains a.</summary>
    private static (Story Story, LedgerEntry First, LedgerEntry Second) TwoEpochs()
    {
        var story = Story.Of("k1");
        var first = story.Ledger;
        var drain = new Drain(new("a"), DrainCause.Operator, "ana", "work", null, false);
        var steering = story.Without(first.Steering, SmallWorld.Www("a"));
        story.Plans(CauseKind.Intent, steering, Latches.None with { Drains = [drain] }).Commits();
        return (story, first, story.Ledger);
    }
}
