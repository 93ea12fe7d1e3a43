using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;
using Xunit;

namespace FailoverCtl.Tests.Core.Checking;

public sealed class ReflexTests
{
    private const string Hides = "I-13 line 6: the reflex hides www/a/v4: ";

    [Fact]
    public void A_reflex_in_a_silence_with_two_of_three_votes_is_fine_and_so_are_answers_without_the_hidden_address()
    {
        var story = Silent()
            .Hides("a")
            .Answers("www.example.test", "192.0.2.2")
            .Answers("www.example.test", "192.0.2.3");
        Assert.Empty(Found.In(story));
    }

    [Fact]
    public void A_hidden_address_that_is_answered_all_the_same_is_a_violation()
    {
        var story = Silent().Hides("a").Answers("www.example.test", "192.0.2.1");
        Assert.Equal(
            [
                "I-13 line 7: d1 answers www.example.test V4 with 192.0.2.1; "
                    + "epoch 1 less its logged reflex says 192.0.2.2 192.0.2.3",
            ],
            Found.In(story)
        );
    }

    [Fact]
    public void An_answer_that_differs_from_the_epoch_without_a_reflex_is_a_violation()
    {
        var all = SmallWorld.Topology with
        {
            Services = SmallWorld.Topology.Services.Set(
                new("www"),
                SmallWorld.Topology.Services[new("www")] with
                {
                    Answer = AnswerPolicy.All,
                }
            ),
        };
        var story = Story.OfDns("d1", all).Answers("www.example.test", "192.0.2.2", "192.0.2.3");
        Assert.Single(Found.In(story), f => f.Contains("says 192.0.2.1 192.0.2.2 192.0.2.3", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_servers_answers_are_not_judged_by_this_journal()
    {
        var story = Silent().Record(new AnswerEvent("www.example.test", AddressFamily.V4, "d2", ["192.0.2.9"]));
        Assert.Empty(Found.In(story));
    }

    [Fact]
    public void Half_a_second_is_no_silence_yet()
    {
        var story = Silent().Hides(r => r with { SilentMilliseconds = 500 }, "a");
        Assert.Equal(
            ["I-13 line 6: the reflex hides www/a/v4 500 ms after the last read that the store answered"],
            Found.In(story)
        );
    }

    [Fact]
    public void A_reflex_while_the_store_answers_is_a_violation()
    {
        var story = Silent().Mode(CoordinationMode.Normal).Hides("a");
        Assert.Equal(
            ["I-13 line 7: the reflex hides www/a/v4 although its store had not fallen silent"],
            Found.In(story)
        );
    }

    [Fact]
    public void One_domain_is_never_enough()
    {
        var story = Story.OfDns("d1").Asks("b1", Story.Sees("a")).Asks("c1").Asks("x1").Hides("a");
        Assert.Equal([Hides + "1 of 3 domains condemn it, 2 are needed"], Found.In(story));
    }

    [Fact]
    public void A_silent_voter_stays_in_the_denominator()
    {
        var story = Silent().Hides(r => Edit(r, v => v with { Electorate = 2, Votes = [.. v.Votes.Take(2)] }), "a");
        Assert.Equal([Hides + "the vote was cast by b, c, not by b, c, x"], Found.In(story));
    }

    [Theory]
    [InlineData(ObservedState.Down, FailureKind.WrongAnswer)]
    [InlineData(ObservedState.Down, FailureKind.Shedding)]
    [InlineData(ObservedState.Down, FailureKind.Certificate)]
    [InlineData(ObservedState.Suspect, FailureKind.Refused)]
    public void A_report_that_says_no_loss_backs_no_vote(ObservedState state, FailureKind kind)
    {
        var seen = Story.Sees("a", state, kind, forMilliseconds: 60_000);
        var story = Story.OfDns("d1").Asks("b1", Story.Sees("a")).Asks("c1", seen).Asks("x1").Hides("a");
        Assert.Equal([Hides + "the vote of c rests on c1, whose report says no loss of it"], Found.In(story));
    }

    [Fact]
    public void A_vote_without_the_report_that_it_rests_on_is_a_violation()
    {
        var story = Silent().Hides(r => r with { Heard = [] }, "a");
        Assert.Equal([Hides + "the vote of b rests on b1, whose report it does not show"], Found.In(story));
    }

    [Fact]
    public void An_old_report_backs_no_vote()
    {
        var story = Silent()
            .Hides(
                r => r with { Heard = r.Heard.Select(h => h with { AgeMilliseconds = 3_001 }).ToEquatableArray() },
                "a"
            );
        Assert.Equal(
            [Hides + "the vote of b rests on b1, whose report is 3001 ms old, 3000 ms is the limit"],
            Found.In(story)
        );
    }

    [Fact]
    public void A_blind_agent_backs_no_vote()
    {
        var story = Story
            .OfDns("d1")
            .Asks("b1", r => r with { Blind = true }, Story.Sees("a"))
            .Asks("c1", Story.Sees("a"))
            .Asks("x1")
            .Hides("a");
        Assert.Equal([Hides + "the vote of b rests on b1, who is blind"], Found.In(story));
    }

    [Fact]
    public void Half_of_the_locations_are_too_many()
    {
        var down = new[] { Story.Sees("a"), Story.Sees("b") };
        var story = Story.OfDns("d1").Asks("a1", down).Asks("b1", down).Asks("c1", down).Asks("x1", down);
        Assert.Equal(
            ["I-13 line 6: the reflex hides addresses in a, b: 2 of 3 locations, fewer than half are allowed"],
            Found.In(story.Hides("a", "b"))
        );
    }

    [Theory]
    [InlineData("all")]
    [InlineData("site:a")]
    [InlineData("service:www")]
    public void What_is_held_may_stay_hidden_for_a_second_and_no_longer(string scope)
    {
        Assert.Empty(Found.In(Silent().Hides("a").Holds(scope).Wait(1_000).Answers("www.example.test", "192.0.2.2")));
        Assert.Equal(
            ["I-23 line 8: the reflex hides www/a/v4 1001 ms after a hold on it was read"],
            Found.In(Silent().Hides("a").Holds(scope).Wait(1_001).Answers("www.example.test", "192.0.2.2"))
        );
    }

    [Fact]
    public void A_reflex_that_has_not_read_the_holds_is_a_violation()
    {
        var story = Story.Bare("dns/d1").Start(7).Record(new TopologyEvent(SmallWorld.Hash, SmallWorld.Topology));
        story.Observes(story.First()).Takes("dns/d1", story.Ledger).Mode(CoordinationMode.CoordinationLost);
        story.Asks("b1", Story.Sees("a")).Asks("c1", Story.Sees("a")).Hides("a");
        Assert.Equal(["I-13 line 6: the reflex hides www/a/v4 without having read the holds"], Found.In(story));
    }

    [Theory]
    [InlineData("it is stateful (I-22)")]
    [InlineData("its mode is not act")]
    [InlineData("the policy has no reflex")]
    public void What_a_reflex_may_not_touch_is_a_violation(string why)
    {
        var world = SmallWorld.Topology;
        var www = world.Services[new("www")];
        var topology = why switch
        {
            "its mode is not act" => world with
            {
                Services = world.Services.Set(www.Id, www with { Mode = Mode.Propose }),
            },
            "the policy has no reflex" => world with { Policy = world.Policy with { Reflex = false } },
            _ => world with { Services = world.Services.Set(www.Id, www with { Stateful = true }) },
        };
        var story = Story.OfDns("d1", topology).Asks("b1", Story.Sees("a")).Asks("c1", Story.Sees("a")).Hides("a");
        Assert.Equal([$"I-13 line 6: the reflex hides www/a/v4 although {why}"], Found.In(story));
    }

    [Fact]
    public void After_the_store_is_back_it_may_last_for_eleven_seconds()
    {
        Assert.Empty(Found.In(Back(11_000)));
        Assert.Equal(
            ["I-13 line 8: the reflex hides www/a/v4 11001 ms after the store came back"],
            Found.In(Back(11_001))
        );
    }

    [Fact]
    public void A_newer_epoch_ends_it_and_answers_must_be_whole_again()
    {
        var story = Silent().Hides("a");
        var next = story.Ledger with { Epoch = 2, Cause = new(CauseKind.NextStep, "", "") };
        story.Observes(next).Takes("dns/d1", next).Answers("www.example.test", "192.0.2.1");
        Assert.Empty(Found.In(story));
    }

    [Fact]
    public void A_reflex_goes_on_under_an_adoption_without_new_votes_and_under_nothing_else()
    {
        Assert.Empty(Found.In(GoesOn(CauseKind.Adoption)));
        Assert.Contains(Found.In(GoesOn(CauseKind.NextStep)), f => f.Contains("whose report it does not show"));
    }

    private static Story GoesOn(CauseKind cause)
    {
        var story = Silent().Hides("a");
        var next = story.Ledger with { Epoch = 2, Cause = new(cause, "", "") };
        return story.Observes(next).Takes("dns/d1", next).Hides(r => r with { Heard = [] }, "a");
    }

    private static Story Back(long after) =>
        Silent().Hides("a").Mode(CoordinationMode.Normal).Wait(after).Answers("www.example.test", "192.0.2.2");

    private static Story Silent() =>
        Story.OfDns("d1").Asks("b1", Story.Sees("a")).Asks("c1", Story.Sees("a")).Asks("x1");

    private static ReflexEvent Edit(ReflexEvent reflex, Func<Vote, Vote> edit) =>
        reflex with
        {
            Votes = reflex.Votes.Select(edit).ToEquatableArray(),
        };
}
