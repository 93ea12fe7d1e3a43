using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Plans;
using Xunit;

namespace FailoverCtl.Tests.Core.Checking;

public sealed class VotesAreRealTests
{
    private const string TakesOut = "I-06 line 9: plan p2 takes out www/a/v4: ";

    [Fact]
    public void Two_of_three_domains_that_saw_it_down_are_enough()
    {
        Assert.Empty(Found.In(Judged().PlansToWithdraw("a").Commits()));
    }

    [Fact]
    public void A_plan_without_a_vote_is_a_violation()
    {
        var story = Judged().PlansToWithdraw(p => p with { Votes = [] }, "a");
        Assert.Equal([TakesOut + "no vote in the plan speaks of it"], Found.In(story));
    }

    [Fact]
    public void A_voter_left_out_of_the_denominator_is_a_violation()
    {
        var story = Judged()
            .PlansToWithdraw(p => Edit(p, v => v with { Electorate = 2, Votes = [.. v.Votes.Take(2)] }), "a");
        Assert.Equal([TakesOut + "the vote counts 2 domains, 3 lie outside its location"], Found.In(story));
    }

    [Fact]
    public void A_lower_bar_is_a_violation()
    {
        var story = Judged().PlansToWithdraw(p => Edit(p, v => v with { Needed = 1 }), "a");
        Assert.Equal([TakesOut + "the vote needs 1 of 3, not 2"], Found.In(story));
    }

    [Fact]
    public void One_domain_is_never_enough()
    {
        var story = Story.Of("k1").Hears("b1", Story.Sees("a")).Hears("c1").Hears("x1").PlansToWithdraw("a");
        Assert.Equal([TakesOut + "1 of 3 domains condemn it, 2 are needed"], Found.In(story));
    }

    [Fact]
    public void The_suspects_own_location_does_not_vote()
    {
        var own = new DomainVote(new("a"), Stance.For, [new("a1")]);
        var story = Judged().PlansToWithdraw(p => Edit(p, v => v with { Votes = [own, .. v.Votes.Skip(1)] }), "a");
        Assert.Equal([TakesOut + "the vote was cast by a, c, x, not by b, c, x"], Found.In(story));
    }

    [Theory]
    [InlineData(ObservedState.Unknown, FailureKind.None, "says Unknown")]
    [InlineData(ObservedState.Suspect, FailureKind.Refused, "says Suspect")]
    [InlineData(ObservedState.Down, FailureKind.Shedding, "says Shedding, which is never a loss")]
    [InlineData(ObservedState.Down, FailureKind.Certificate, "says Certificate, which is never a loss")]
    [InlineData(ObservedState.Down, FailureKind.WrongAnswer, "says WrongAnswer for 500 ms, less than 15000 ms")]
    public void A_report_that_does_not_say_lost_backs_no_vote(ObservedState state, FailureKind kind, string why)
    {
        var story = Judged(Story.Sees("a", state, kind)).PlansToWithdraw("a");
        Assert.Equal([TakesOut + $"the vote of c rests on c1, whose report {why}"], Found.In(story));
    }

    [Fact]
    public void A_wrong_answer_that_lasted_backs_a_vote()
    {
        var wrong = Story.Sees("a", ObservedState.Down, FailureKind.WrongAnswer, 15_000);
        Assert.Empty(Found.In(Judged(wrong).PlansToWithdraw("a").Commits()));
    }

    [Fact]
    public void A_blind_agent_backs_no_vote()
    {
        var story = Story
            .Of("k1")
            .Hears("b1", Story.Sees("a"))
            .Hears("c1", r => r with { Blind = true }, Story.Sees("a"))
            .Hears("x1")
            .PlansToWithdraw("a");
        Assert.Equal([TakesOut + "the vote of c rests on c1, who is blind"], Found.In(story));
    }

    [Fact]
    public void A_report_backs_a_vote_for_three_intervals_and_no_longer()
    {
        Assert.Empty(Found.In(Judged().Wait(3_000).PlansToWithdraw("a").Commits()));
        Assert.Equal(
            [TakesOut + "the vote of b rests on b1, whose report is 3001 ms old, 3000 ms is the limit"],
            Found.In(Judged().Wait(3_001).PlansToWithdraw("a").Commits())
        );
    }

    [Fact]
    public void A_report_that_the_author_has_not_read_backs_no_vote()
    {
        var story = Judged().PlansToWithdraw(p => p with { Evidence = p.Evidence.Set(new("b1"), new(1, 99)) }, "a");
        Assert.Equal(
            [
                TakesOut
                    + "the vote of b rests on b1, whose newest recorded report is not the cited one (boot 1, sequence 99)",
            ],
            Found.In(story)
        );
    }

    [Fact]
    public void An_agent_that_stands_elsewhere_does_not_speak_for_a_domain()
    {
        var story = Judged()
            .PlansToWithdraw(
                p => Edit(p, v => v with { Votes = [v.Votes[0] with { Speakers = [new("c1")] }, .. v.Votes.Skip(1)] }),
                "a"
            );
        Assert.Equal([TakesOut + "b speaks through c1, who do not stand there"], Found.In(story));
    }

    [Fact]
    public void A_domain_that_is_of_two_minds_does_not_vote_for_the_loss()
    {
        var story = Story
            .Of("k1", SmallWorld.Topology.WithAgent("b2", "b"))
            .Hears("b1", Story.Sees("a"))
            .Hears("b2")
            .Hears("b2")
            .Hears("c1", Story.Sees("a"))
            .PlansToWithdraw("a");
        Assert.Equal(
            [TakesOut.Replace("line 9", "line 10", StringComparison.Ordinal) + "b votes by 1 agents while 1 see it up"],
            Found.In(story)
        );
    }

    [Fact]
    public void A_report_that_lay_in_the_store_accuses_nobody()
    {
        var story = Story.Of("k1", SmallWorld.Topology).Hears("b1", Story.Sees("a")).Finds("c1", Story.Sees("a"));
        Assert.NotEmpty(Found.In(story.PlansToWithdraw("a")));
    }

    [Fact]
    public void A_report_that_lay_in_the_store_defends_nobody()
    {
        var story = Story
            .Of("k1", SmallWorld.Topology.WithAgent("b2", "b"))
            .Hears("b1", Story.Sees("a"))
            .Finds("b2")
            .Hears("c1", Story.Sees("a"))
            .PlansToWithdraw("a");
        Assert.Empty(Found.In(story));
    }

    [Fact]
    public void Where_outside_is_declared_twice_it_must_be_among_the_votes()
    {
        var topology = SmallWorld.Of("a", "b", "c", "d").WithOutside("y");
        var story = Story.Of("k1", topology);
        foreach (var agent in new[] { "b1", "c1", "d1" })
        {
            story.Hears(agent, Story.Sees("a"));
        }

        story.PlansToWithdraw("a");
        Assert.Equal([TakesOut + "no external vantage point is among the votes"], Found.In(story));
    }

    /// <summary>b1 and c1 report that they see a down; c1's words may be others.</summary>
    private static Story Judged(Observation? c1 = null) =>
        Story.Of("k1").Hears("b1", Story.Sees("a")).Hears("c1", c1 ?? Story.Sees("a")).Hears("x1");

    private static Plan Edit(Plan plan, Func<Vote, Vote> edit) =>
        plan with
        {
            Votes = plan.Votes.Select(edit).ToEquatableArray(),
        };
}
