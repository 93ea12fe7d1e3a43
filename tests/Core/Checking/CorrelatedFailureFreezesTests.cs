using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using Xunit;

namespace FailoverCtl.Tests.Core.Checking;

/// <summary>Five sites: five voting domains outside a suspect, three needed; two lost locations of five are too many.</summary>
public sealed class CorrelatedFailureFreezesTests
{
    private static readonly Freeze AandB = new([new("a"), new("b")], "a and b");

    [Fact]
    public void A_withdrawal_before_the_second_locations_reports_arrived_is_fine()
    {
        var story = Five();
        See(story, "a").PlansToWithdraw("a").Commits();
        See(story, "a", "b");
        Assert.Empty(Found.In(story));
    }

    [Fact]
    public void A_withdrawal_by_an_author_who_had_read_of_both_is_a_violation()
    {
        var story = See(Five(), "a", "b").PlansToWithdraw("a");
        Assert.Equal(
            ["I-05 line 10: plan p2 empties www/a/v4 although a, b failed together: 2 of 5 locations within 120000 ms"],
            Found.In(story)
        );
    }

    [Fact]
    public void A_further_location_is_a_violation_too()
    {
        var story = See(Five(), "a").PlansToWithdraw("a").Commits();
        See(story, "a", "b").PlansToWithdraw("b");
        Assert.Equal(
            ["I-05 line 16: plan p3 empties www/b/v4 although a, b failed together: 2 of 5 locations within 120000 ms"],
            Found.In(story)
        );
    }

    [Fact]
    public void A_loss_that_is_older_than_the_window_does_not_count()
    {
        var story = Five();
        foreach (var agent in new[] { "c1", "d1", "e1" })
        {
            story.Hears(agent, Story.Sees("a", forMilliseconds: 120_001), Story.Sees("b"));
        }

        Assert.Empty(Found.In(story.PlansToWithdraw("b").Commits()));
    }

    [Fact]
    public void Two_domains_of_five_that_call_it_lost_make_no_lost_location()
    {
        var story = Five()
            .Hears("c1", Story.Sees("a"), Story.Sees("b"))
            .Hears("d1", Story.Sees("a"), Story.Sees("b"))
            .Hears("e1", Story.Sees("a"))
            .PlansToWithdraw("a")
            .Commits();
        Assert.Empty(Found.In(story));
    }

    [Fact]
    public void What_an_operator_emptied_does_not_count()
    {
        var story = Five();
        var drain = new Drain(new("b"), DrainCause.Operator, "ana", "work", null, false);
        var steering = story.Without(story.Ledger.Steering, SmallWorld.Www("b"));
        story.Plans(CauseKind.Intent, steering, Latches.None with { Drains = [drain] }).Commits();
        Assert.Empty(Found.In(See(story, "a", "b").PlansToWithdraw("a").Commits()));
    }

    [Fact]
    public void Weights_that_move_while_frozen_are_a_violation()
    {
        var story = Frozen();
        story.Plans(
            CauseKind.NextStep,
            story.Without(story.Ledger.Steering, SmallWorld.Www("c")),
            story.Ledger.Latches
        );
        Assert.Equal(
            ["I-05 line 11: plan p3 (NextStep) moves weights while frozen since a, b failed together"],
            Found.In(story)
        );
    }

    [Fact]
    public void A_freeze_that_is_over_ends_by_its_own_epoch()
    {
        var story = Frozen();
        foreach (var agent in new[] { "c1", "d1", "e1" })
        {
            story.Hears(agent);
        }

        story.Plans(CauseKind.FreezeOver, story.Ledger.Steering, Latches.None).Commits();
        Assert.Empty(Found.In(story));
    }

    [Fact]
    public void A_freeze_that_ends_while_the_locations_are_lost_is_a_violation()
    {
        var story = Frozen();
        story.Plans(CauseKind.FreezeOver, story.Ledger.Steering, Latches.None).Commits();
        Assert.Equal(["I-05 line 11: plan p3 ends the freeze while a, b are still lost"], Found.In(story));
    }

    [Fact]
    public void A_freeze_that_is_forgotten_is_a_violation()
    {
        var story = Frozen();
        story.Plans(CauseKind.Adoption, story.Ledger.Steering, Latches.None).Commits();
        Assert.Equal(
            ["I-05 line 12: epoch 3 (Adoption) drops the freeze: only calm or an operator ends it"],
            Found.In(story)
        );
    }

    [Fact]
    public void What_an_operator_released_freezes_nothing_more()
    {
        var story = Released(CauseKind.Intent);
        Assert.Empty(Found.In(See(story, "a", "b").PlansToWithdraw("a").Commits()));
    }

    [Fact]
    public void An_acknowledgement_that_nobody_asked_for_is_a_violation()
    {
        Assert.Contains(
            "I-05 line 12: epoch 3 (FreezeOver) acknowledges a, b: only an operator who releases their freeze does",
            Found.In(Released(CauseKind.FreezeOver))
        );
    }

    private static Story Five() => Story.Of("k1", SmallWorld.Of("a", "b", "c", "d", "e"));

    private static Story See(Story story, params string[] down)
    {
        foreach (var agent in new[] { "c1", "d1", "e1" })
        {
            story.Hears(agent, [.. down.Select(s => Story.Sees(s))]);
        }

        return story.Hears("x1");
    }

    private static Story Released(CauseKind cause)
    {
        var story = Frozen();
        return story.Plans(cause, story.Ledger.Steering, Latches.None with { Acknowledged = AandB.Domains }).Commits();
    }

    private static Story Frozen()
    {
        var story = Five();
        foreach (var agent in new[] { "c1", "d1", "e1" })
        {
            story.Hears(agent, Story.Sees("a"), Story.Sees("b"));
        }

        return story
            .Plans(CauseKind.CorrelatedFailure, story.Ledger.Steering, Latches.None with { Freeze = AandB })
            .Commits();
    }
}
