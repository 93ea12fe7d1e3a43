using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;
using Xunit;

namespace FailoverCtl.Tests.Core.Reflex;

public sealed class ReflexMachineTests
{
    private const string Voters = "rbx-1 gra-1 ext-1";
    private const string Sbg = "api/sbg/v4 www/sbg/v4";

    [Fact]
    public void A_site_lost_by_vote_in_a_silence_is_hidden_and_the_event_carries_votes_and_reports()
    {
        var rig = LostInSilence();

        Assert.Equal(Sbg, rig.Hidden);
        var reflex = Assert.Single(rig.Events.OfType<ReflexEvent>());
        Assert.Equal((5, 2, 2), (reflex.Epoch, reflex.Hidden.Count, reflex.Votes.Count));
        Assert.All(reflex.Votes, v => Assert.Equal((3, 2, 3), (v.Electorate, v.Needed, v.For)));
        Assert.Equal(4, reflex.Heard.Count);
        Assert.InRange(reflex.SilentMilliseconds, 501, 600);
        Assert.Contains("api/sbg/v4 is left out of the answers: Refused from 3 of 3 domains", rig.Reasons);
    }

    [Fact]
    public void While_the_store_answers_nothing_is_hidden_whatever_the_votes_say()
    {
        var rig = new ReflexRig().Lose(Voters, "sbg").Pass(60_000);

        Assert.Equal("", rig.Hidden);
        Assert.Empty(rig.Events);
    }

    [Fact]
    public void A_store_that_is_merely_slow_is_not_silent()
    {
        var rig = new ReflexRig { StoreAnswers = false }.Lose(Voters, "sbg");
        for (var i = 0; i < 100; i++)
        {
            // Each read takes 240 ms, and the next one begins at once.
            var askedAt = rig.Now;
            rig.Pass(240);
            rig.Machine.StoreAnswered(askedAt);
        }

        Assert.Equal("", rig.Hidden);
    }

    [Fact]
    public void Silence_counts_from_the_start_of_the_last_answered_read()
    {
        var rig = new ReflexRig { StoreAnswers = false }.Lose(Voters, "sbg");
        var askedAt = rig.Now;
        rig.Pass(400);
        rig.Machine.StoreAnswered(askedAt);
        rig.Pass(100);
        Assert.Equal("", rig.Hidden);
        rig.Pass(50);
        Assert.Equal(Sbg, rig.Hidden);
    }

    [Fact]
    public void The_mode_is_recorded_when_the_store_falls_silent_and_when_it_is_back()
    {
        var rig = new ReflexRig { StoreAnswers = false }.Pass(1_000);
        rig.StoreAnswers = true;
        rig.Pass(1_000);

        Assert.Equal(
            [CoordinationMode.CoordinationLost, CoordinationMode.Normal],
            rig.Events.Cast<ModeEvent>().Select(m => m.Mode)
        );
    }

    [Theory]
    [InlineData("rbx-1")]
    [InlineData("sbg-1 rbx-1")]
    public void One_domain_is_never_enough_and_what_the_site_says_of_itself_is_no_vote(string accusers)
    {
        var rig = LostInSilence(accusers);
        Assert.Equal("", rig.Hidden);
    }

    [Theory]
    [InlineData(FailureKind.WrongAnswer)]
    [InlineData(FailureKind.Shedding)]
    [InlineData(FailureKind.Certificate)]
    public void What_still_answers_is_not_hidden_however_long_it_answers_wrongly(FailureKind kind)
    {
        var rig = new ReflexRig { StoreAnswers = false }
            .See(Voters, kind, "www/sbg/v4")
            .Pass(60_000);
        Assert.Equal("", rig.Hidden);
    }

    [Theory]
    [InlineData("all", "")]
    [InlineData("site:sbg", "")]
    [InlineData("service:www", "api/sbg/v4")]
    [InlineData("site:gra", Sbg)]
    public void What_an_operator_holds_is_not_hidden(string scope, string hidden)
    {
        var rig = new ReflexRig().Hold(scope);
        Lose(rig);
        Assert.Equal(hidden, rig.Hidden);
    }

    [Fact]
    public void A_hold_that_is_read_in_the_silence_brings_the_address_back_at_once()
    {
        var rig = LostInSilence().Hold("service:www").Take();
        Assert.Equal("api/sbg/v4", rig.Hidden);
        Assert.Contains("www/sbg/v4 is back in the answers: an operator holds it", rig.Reasons);
    }

    [Fact]
    public void A_hold_in_a_rebuilt_store_counts_although_its_index_is_low()
    {
        var rig = new ReflexRig().Rebuild().Hold("site:sbg");
        Lose(rig);
        Assert.Equal("", rig.Hidden);
        Assert.Contains("held by an operator (I-23)", rig.Reasons);
    }

    [Fact]
    public void A_store_that_refuses_the_token_is_not_silent_hides_nothing_and_brings_nothing_back()
    {
        var refused = new ReflexRig { StoreAnswers = false, StoreRefuses = true };
        Assert.Equal("", refused.Lose(Voters, "sbg").Pass(60_000).Hidden);

        var rig = LostInSilence();
        rig.StoreRefuses = true;
        Assert.Equal(Sbg, rig.Pass(60_000).Hidden);
        Assert.Equal(CoordinationMode.Normal, rig.Events.OfType<ModeEvent>().Last().Mode);
    }

    [Fact]
    public void Holds_that_were_never_read_are_unknown_and_nothing_is_hidden()
    {
        var rig = Lose(new(readsHolds: false));
        Assert.Equal("", rig.Hidden);
        Assert.Contains("has not read the holds since it started", rig.Reasons);
    }

    [Fact]
    public void While_the_ledger_is_frozen_nothing_is_hidden()
    {
        var rig = new ReflexRig().Follow(
            CauseKind.CorrelatedFailure,
            Latches.None with
            {
                Freeze = new([new("rbx")], "test"),
            }
        );
        Lose(rig);
        Assert.Equal("", rig.Hidden);
        Assert.Contains("frozen on correlated failure", rig.Reasons);
    }

    [Fact]
    public void Two_of_three_locations_dead_is_no_loss_to_judge_alone()
    {
        var rig = new ReflexRig { StoreAnswers = false }
            .Lose(Voters, "sbg", "gra")
            .Pass(60_000);
        Assert.Equal("", rig.Hidden);
        Assert.Contains("failed together", rig.Reasons);
    }

    [Fact]
    public void A_second_location_that_fails_later_is_not_hidden_and_the_first_stays_so()
    {
        var rig = LostInSilence().Lose(Voters, "sbg", "gra").Pass(5_000);
        Assert.Equal(Sbg, rig.Hidden);
        Assert.Contains("gra/v4 is condemned and stays in the answers", rig.Reasons);
    }

    [Fact]
    public void Stateful_services_are_not_hidden()
    {
        var rig = Lose(new(t => Change(t, "www", s => s with { Stateful = true })));
        Assert.Equal("api/sbg/v4", rig.Hidden);
    }

    [Theory]
    [InlineData(Mode.Observe)]
    [InlineData(Mode.Propose)]
    public void Services_that_are_not_in_mode_act_are_not_hidden(Mode mode)
    {
        var rig = Lose(new(t => Change(t, "www", s => s with { Mode = mode })));
        Assert.Equal("api/sbg/v4", rig.Hidden);
    }

    [Fact]
    public void The_policy_may_do_without_a_reflex()
    {
        var rig = Lose(new(t => t with { Policy = t.Policy with { Reflex = false } }));
        Assert.Equal("", rig.Hidden);
    }

    [Fact]
    public void What_is_left_must_have_proven_room_for_the_traffic()
    {
        var rig = Lose(new(t => Change(t, "www", s => s with { DemandPerSecond = 1_300 })));
        Assert.Equal("api/sbg/v4", rig.Hidden);
        Assert.Contains("no proven room for its share (I-03)", rig.Reasons);
    }

    [Fact]
    public void A_service_that_may_overflow_needs_no_proven_room()
    {
        var rig = Lose(
            new(t => Change(t, "www", s => s with { DemandPerSecond = 1_300, WhenShort = WhenShort.Overflow }))
        );
        Assert.Equal(Sbg, rig.Hidden);
    }

    [Fact]
    public void The_last_address_of_a_name_stays()
    {
        var rig = Lose(
            new(t => Change(t, "www", s => s with { Placements = s.Placements.Remove(new("rbx")).Remove(new("gra")) }))
        );
        Assert.Equal("api/sbg/v4", rig.Hidden);
        Assert.Contains("last addresses of its name (I-01)", rig.Reasons);
    }

    [Fact]
    public void A_rival_suspicion_makes_it_wait_for_one_confirmation_period()
    {
        var rig = new ReflexRig { StoreAnswers = false }
            .Lose(Voters, "sbg")
            .Lose("rbx-1", "sbg", "gra")
            .Pass(1_000);
        Assert.Equal("", rig.Hidden);
        Assert.Contains("gra is suspected too", rig.Reasons);
        rig.Pass(1_000);
        Assert.Equal(Sbg, rig.Hidden);
    }

    [Fact]
    public void It_ends_for_an_address_when_a_quorum_sees_it_up_again()
    {
        var rig = LostInSilence().See("rbx-1 gra-1", FailureKind.Refused, "api/sbg/v4").Pass(500);
        Assert.Equal("api/sbg/v4", rig.Hidden);
        Assert.Contains("www/sbg/v4 is back in the answers: 2 of 3 domains see it up", rig.Reasons);
    }

    [Fact]
    public void Agents_that_fall_silent_do_not_bring_it_back()
    {
        var rig = LostInSilence();
        rig.Silent.UnionWith(["rbx-1", "gra-1", "ext-1", "sbg-1"]);
        Assert.Equal(Sbg, rig.Pass(60_000).Hidden);
    }

    [Fact]
    public void A_newer_epoch_ends_it_as_a_whole()
    {
        var rig = LostInSilence();
        var next = rig.Ledger with { Epoch = 6, Cause = new(CauseKind.EndpointsLost, "", "") };
        Assert.Equal([], rig.Machine.Under(next));
        rig.StoreAnswers = true;
        rig.Pass(100).Follow(CauseKind.EndpointsLost).Pass(5_000);

        Assert.Equal("", rig.Hidden);
        Assert.Contains("epoch 6 is in force, and the ledger decides", rig.Reasons);
    }

    [Fact]
    public void An_epoch_that_still_answers_the_dead_address_in_the_silence_begins_another_reflex()
    {
        var rig = LostInSilence().Follow(CauseKind.NextStep);
        Assert.Equal(Sbg, rig.Hidden);
        Assert.Equal(6, rig.Events.OfType<ReflexEvent>().Last().Epoch);
        Assert.NotEmpty(rig.Events.OfType<ReflexEvent>().Last().Heard);
    }

    [Fact]
    public void The_same_epoch_read_again_does_not_end_it()
    {
        var rig = LostInSilence();
        rig.StoreAnswers = true;
        Assert.Equal(Sbg, rig.Pass(9_000).Hidden);
    }

    [Fact]
    public void An_adoption_decides_nothing_and_does_not_end_it()
    {
        var rig = LostInSilence();
        Assert.Equal(
            rig.Machine.Hidden,
            rig.Machine.Under(rig.Ledger with { Epoch = 6, Cause = new(CauseKind.Adoption, "", "") })
        );
        rig.StoreAnswers = true;
        Assert.Equal(Sbg, rig.Pass(100).Follow(CauseKind.Adoption).Pass(3_000).Hidden);
        Assert.Equal("", rig.Follow(CauseKind.EndpointsLost).Hidden);
    }

    [Fact]
    public void An_adoption_of_a_decision_that_was_not_seen_here_ends_it()
    {
        var rig = LostInSilence();
        rig.StoreAnswers = true;

        rig.Pass(100).Follow(CauseKind.Adoption, plan: new("p2", 1, 1)).Pass(3_000);

        Assert.Equal("", rig.Hidden);
    }

    [Fact]
    public void A_store_that_answers_for_long_without_a_commit_has_decided_too()
    {
        var rig = LostInSilence();
        rig.StoreAnswers = true;
        Assert.Equal("", rig.Pass(11_000).Hidden);
        Assert.Contains("the store has answered for 10 s and no controller has withdrawn it", rig.Reasons);
    }

    [Fact]
    public void What_the_ledger_has_seen_and_left_is_not_hidden_by_an_election()
    {
        var rig = new ReflexRig().Pass(30_000).See(Voters, FailureKind.Refused, 25_000, Sbg.Split(' ')).Pass(1_000);
        rig.StoreAnswers = false;
        rig.Pass(5_000);
        Assert.Equal("", rig.Hidden);
        Assert.Contains("the ledger has seen it and answers it", rig.Reasons);
    }

    [Fact]
    public void A_restart_in_the_silence_begins_again_from_its_own_fresh_board()
    {
        var rig = LostInSilence().Pass(60_000).Restart();
        Assert.Equal("", rig.Hidden);
        rig.Hold().Pass(400);
        Assert.Equal("", rig.Hidden);
        Assert.Equal(Sbg, rig.Pass(500).Hidden);
    }

    [Fact]
    public void An_observer_that_stood_still_accuses_nobody_of_silence()
    {
        var rig = new ReflexRig { StoreAnswers = false }
            .Lose(Voters, "sbg")
            .Pass(300)
            .Freeze(2_000)
            .Pass(450);
        Assert.Equal("", rig.Hidden);
        Assert.Equal(Sbg, rig.Pass(150).Hidden);
    }

    [Fact]
    public void Old_reports_are_no_votes()
    {
        var rig = new ReflexRig { StoreAnswers = false }
            .Lose(Voters, "sbg")
            .Pass(200);
        rig.Silent.UnionWith(["rbx-1", "gra-1", "ext-1"]);
        rig.StoreAnswers = true;
        rig.Pass(3_500);
        rig.StoreAnswers = false;
        Assert.Equal("", rig.Pass(2_000).Hidden);
    }

    [Fact]
    public void What_is_left_alone_is_said_once()
    {
        var rig = Lose(new ReflexRig().Hold("all")).Pass(60_000);
        Assert.Single(rig.Events.OfType<ReflexEvent>());
    }

    [Fact]
    public void An_answer_that_the_server_refuses_is_not_tried_again_under_this_epoch()
    {
        var rig = LostInSilence();
        rig.Machine.Refuse("it would be empty");
        Assert.Equal("", rig.Pass(5_000).Hidden);
        Assert.Contains("it would be empty", rig.Reasons);
    }

    private static ReflexRig LostInSilence(string accusers = Voters)
    {
        var rig = new ReflexRig { StoreAnswers = false };
        return rig.Lose(accusers, "sbg").Pass(600);
    }

    private static ReflexRig Lose(ReflexRig rig)
    {
        rig.StoreAnswers = false;
        return rig.Lose(Voters, "sbg").Pass(1_000);
    }

    private static Domain.Topology.Topology Change(
        Domain.Topology.Topology topology,
        string service,
        Func<Service, Service> change
    ) => topology with { Services = topology.Services.Set(new(service), change(topology.Services[new(service)])) };
}
