using FailoverCtl.Decision.Machine;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;
using Xunit;

namespace FailoverCtl.Tests.Core.Decision;

public sealed class MachineTests
{
    private static readonly string[] Others = ["rbx-1", "gra-1", "ext-1"];

    [Fact]
    public void A_lost_site_leaves_the_answers_in_one_epoch()
    {
        var rig = new DecisionRig().Condemn("sbg", Others).Run();

        var step = Assert.Single(rig.Proposed!.Plan.Steps);
        Assert.Equal(0, step.Steering.Weight(rig.Topology, DecisionRig.Endpoint("www/sbg/v4")));
        Assert.Equal(0, step.Steering.Weight(rig.Topology, DecisionRig.Endpoint("api/sbg/v4")));
        Assert.Equal(CauseKind.EndpointsLost, rig.Proposed.Plan.Cause.Kind);
    }

    [Fact]
    public void Planning_again_after_a_commit_changes_nothing()
    {
        var rig = new DecisionRig().Condemn("sbg", Others).Run().Commit();

        Assert.Null(rig.Proposed);
    }

    [Fact]
    public void One_lying_agent_moves_nothing()
    {
        var rig = new DecisionRig().Condemn("sbg", "ext-1").Run();

        Assert.Null(rig.Proposed);
    }

    [Fact]
    public void A_site_that_condemns_itself_has_no_vote()
    {
        var rig = new DecisionRig().Condemn("sbg", "sbg-1", "ext-1").Run();

        Assert.Null(rig.Proposed);
    }

    [Fact]
    public void A_blind_agent_abstains_but_stays_in_the_electorate()
    {
        var rig = new DecisionRig();
        rig.Report(new("gra-1"), blind: true, 2_000, ("www/sbg/v4", ObservedState.Down, FailureKind.Refused));
        rig.Condemn("sbg", "ext-1").Run();

        Assert.Null(rig.Proposed);
    }

    [Fact]
    public void A_service_that_sheds_load_is_not_withdrawn()
    {
        var rig = new DecisionRig();
        foreach (var agent in Others)
        {
            rig.Report(new(agent), false, 60_000, ("www/sbg/v4", ObservedState.Down, FailureKind.Shedding));
        }

        Assert.Null(rig.Run().Proposed);
    }

    [Theory]
    [InlineData(14_000, false)]
    [InlineData(15_000, true)]
    public void Wrong_answers_withdraw_only_when_they_last(long milliseconds, bool withdrawn)
    {
        var rig = new DecisionRig();
        foreach (var agent in Others)
        {
            rig.Report(new(agent), false, milliseconds, ("www/sbg/v4", ObservedState.Down, FailureKind.WrongAnswer));
        }

        Assert.Equal(withdrawn, rig.Run().Proposed is not null);
    }

    [Fact]
    public void Locations_that_fail_together_freeze()
    {
        var rig = CondemnAll(new DecisionRig());
        var plan = rig.Run().Proposed!.Plan;
        Assert.Equal(CauseKind.CorrelatedFailure, plan.Cause.Kind);
        Assert.Equal(SteeringMap.AsDeclared, plan.Next.Steering);
        Assert.Null(rig.Commit().Pass(600_000).Run().Proposed);
    }

    [Fact]
    public void What_an_operator_released_freezes_anew_once_it_has_been_well()
    {
        var rig = new DecisionRig();
        CondemnAll(rig).Run().Commit().Ask(IntentKind.Release, "freeze").Run().Commit();
        Assert.Equal(3, rig.Ledger.Latches.Acknowledged.Count);

        foreach (var agent in rig.Topology.VantagePoints.Keys)
        {
            rig.Report(agent);
        }

        rig.Run().Commit();
        Assert.Empty(rig.Ledger.Latches.Acknowledged);
        Assert.Equal(CauseKind.CorrelatedFailure, CondemnAll(rig).Run().Proposed!.Plan.Cause.Kind);
    }

    [Fact]
    public void A_rival_suspicion_makes_a_withdrawal_wait_one_confirmation_period()
    {
        var rig = new DecisionRig();
        var accusations = rig
            .Topology.Endpoints.Where(e => e.Site.Value is "sbg")
            .Select(e => (e.Value, ObservedState.Down, FailureKind.Refused))
            .Concat(
                rig.Topology.Endpoints.Where(e => e.Site.Value is "rbx")
                    .Select(e => (e.Value, ObservedState.Suspect, FailureKind.Refused))
            )
            .ToArray();
        foreach (var agent in new[] { "gra-1", "ext-1" })
        {
            rig.Report(new(agent), false, 0, accusations);
        }

        Assert.Null(rig.Run().Proposed);
        Assert.NotNull(rig.Pass(rig.Topology.Policy.ConfirmationPeriodMilliseconds).Run().Proposed);
    }

    [Fact]
    public void A_held_site_is_not_withdrawn()
    {
        var rig = new DecisionRig();
        rig.Holds(new("test", 2, [new Hold("h1", "site:sbg", "ada", "works there", default)]));

        Assert.Null(rig.Condemn("sbg", Others).Run().Proposed);
    }

    [Fact]
    public void A_held_site_receives_what_a_loss_forces_and_blocks_nothing_else()
    {
        var rig = new DecisionRig().Ask(IntentKind.Drain, "site:sbg").Run().Commit();
        rig.Holds(new("test", 2, [new Hold("h1", "site:gra", "ada", "works there", default)]));
        rig.Condemn("rbx", "gra-1", "sbg-1", "ext-1").Run();

        Assert.Equal(CauseKind.EndpointsLost, rig.Proposed!.Plan.Cause.Kind);
        rig.Commit().Pass(4_000).Condemn("rbx", "gra-1", "sbg-1", "ext-1").Run();
        Assert.Equal(CauseKind.SiteLost, rig.Proposed!.Plan.Cause.Kind);
    }

    [Fact]
    public void A_drain_of_a_held_site_is_refused_by_name()
    {
        var rig = new DecisionRig();
        rig.Holds(new("test", 2, [new Hold("h1", "site:sbg", "ada", "works there", default)]));

        var answer = rig.Ask(IntentKind.Drain, "site:sbg").Run().Effects.OfType<AnswerIntent>().Single();
        Assert.Equal("I-23", answer.Change.Intent.Outcome.Findings[0].Rule);
    }

    [Fact]
    public void A_proposal_carries_the_holds_that_it_was_planned_under()
    {
        var rig = new DecisionRig().Condemn("sbg", Others).Run();

        Assert.Equal(2UL, rig.Proposed!.HoldsIndex);
    }

    [Fact]
    public void The_last_address_of_a_name_stays()
    {
        var rig = new DecisionRig(t =>
            t with
            {
                Services = t.Services.Set(
                    new("www"),
                    t.Services[new("www")] with
                    {
                        Placements = SortedMap<Domain.Identity.SiteId, Placement>.Empty.Set(
                            new("sbg"),
                            t.Services[new("www")].Placements[new("sbg")] with
                            {
                                Weight = 10_000,
                            }
                        ),
                    }
                ),
            }
        );

        var plan = rig.Condemn("sbg", Others).Run().Proposed!.Plan;
        Assert.Equal(10_000, plan.Next.Steering.Weight(rig.Topology, DecisionRig.Endpoint("www/sbg/v4")));
        Assert.Equal(0, plan.Next.Steering.Weight(rig.Topology, DecisionRig.Endpoint("api/sbg/v4")));
    }

    [Fact]
    public void What_finds_no_room_stays_where_it_was()
    {
        var rig = new DecisionRig(t =>
            t with
            {
                Services = t.Services.Set(new("www"), t.Services[new("www")] with { DemandPerSecond = 1_620 }),
            }
        );

        var plan = rig.Condemn("sbg", Others).Run().Proposed!.Plan;
        var left = plan.Next.Steering.Weight(rig.Topology, DecisionRig.Endpoint("www/sbg/v4"));
        Assert.InRange(left, 2_500, 2_700);
        Assert.Equal(0, plan.Next.Steering.Weight(rig.Topology, DecisionRig.Endpoint("api/sbg/v4")));
    }

    [Theory]
    [InlineData(1, "www")]
    [InlineData(90, "api")]
    public void What_cannot_all_be_planned_at_once_is_planned_by_priority(int priority, string first)
    {
        var pages = new ServiceClass(new("pages"), priority, null, null, null);
        var rig = new DecisionRig(t =>
            t with
            {
                // Emptied of both services sbg would be the third site out of service; of one it is not.
                Policy = t.Policy with
                {
                    MinSites = 3,
                },
                Classes = t.Classes.Set(pages.Id, pages),
                Services = t.Services.Set(new("www"), t.Services[new("www")] with { Class = pages.Id }),
            }
        );

        Assert.Equal($"{first}/sbg/v4", rig.Condemn("sbg", Others).Run().Proposed?.Plan.Cause.Subject);
    }

    [Fact]
    public void A_board_older_than_the_ledgers_evidence_only_observes()
    {
        var rig = new DecisionRig().Condemn("sbg", Others);
        var cited = rig.Entry(2, SteeringMap.AsDeclared, Latches.None) with
        {
            Evidence = SortedMap<Domain.Identity.AgentId, Domain.Identity.Mark>.Empty.Set(new("ext-1"), new(1, 99)),
        };

        Assert.Null(rig.Force(cited).Run().Proposed);
    }

    [Fact]
    public void Without_a_fresh_consistent_read_nothing_is_proposed()
    {
        var rig = new DecisionRig().Pass(1_001).Condemn("sbg", Others);
        rig.Machine.Step(new Tick(rig.Now));

        Assert.DoesNotContain(rig.Machine.TakeReady(rig.Now)!.Effects, e => e is Propose);
    }

    [Fact]
    public void A_ledger_that_goes_back_stops_all_writing()
    {
        var rig = new DecisionRig();
        rig.Force(rig.Entry(5, SteeringMap.AsDeclared, Latches.None)).Run();
        var older = rig.Entry(4, SteeringMap.AsDeclared, Latches.None) with { Proposal = "other" };
        rig.Pass(10);
        rig.Machine.Step(new LedgerRead(rig.Now, older, 20_000) { AskedAt = rig.Now - 1 });

        Assert.Null(rig.Condemn("sbg", Others).Run().Proposed);
        Assert.Equal(CoordinationMode.Rewound, rig.Machine.Mode);
    }

    [Fact]
    public void A_ledger_key_that_vanishes_is_damage_not_emptiness()
    {
        var rig = new DecisionRig();
        rig.Pass(10);
        rig.Machine.Step(new LedgerRead(rig.Now, null, 0) { AskedAt = rig.Now - 1 });

        Assert.Null(rig.Condemn("sbg", Others).Run().Proposed);
        Assert.Equal(CoordinationMode.Rewound, rig.Machine.Mode);
    }

    [Fact]
    public void A_stalled_author_is_adopted_with_the_same_steering()
    {
        var rig = new DecisionRig();
        rig.Force(rig.Entry(2, SteeringMap.AsDeclared, Latches.None, new(new("c-sbg"), 3)));

        Assert.Null(rig.Beat().Run().Proposed);
        var plan = rig.Pass(1_000).Beat().Pass(1_000).Beat().Run().Proposed!.Plan;
        Assert.Equal(CauseKind.Adoption, plan.Cause.Kind);
        Assert.Equal(SteeringMap.AsDeclared, plan.Next.Steering);
    }

    [Fact]
    public void An_operators_drain_ramps_and_an_undrain_restores_exactly()
    {
        var rig = new DecisionRig().Ask(IntentKind.Drain, "site:sbg").Run();
        var steps = 0;
        while (rig.Proposed is not null && steps++ < 20)
        {
            rig.Commit().Pass(rig.Topology.Policy.ObservationMilliseconds).ReadBack();
            RefreshReports(rig);
            rig.Run();
        }

        Assert.InRange(steps, 2, 5);
        Assert.Equal(0, rig.Ledger.Steering.Weight(rig.Topology, DecisionRig.Endpoint("www/sbg/v4")));

        rig.Ask(IntentKind.Undrain, "site:sbg").Run();
        while (rig.Proposed is not null && steps++ < 30)
        {
            rig.Commit().Pass(rig.Topology.Policy.ObservationMilliseconds).ReadBack();
            RefreshReports(rig);
            rig.Run();
        }

        Assert.Equal(SteeringMap.AsDeclared, rig.Ledger.Steering);
        Assert.Equal(Latches.None, rig.Ledger.Latches);
    }

    [Fact]
    public void The_next_step_waits_for_the_read_back()
    {
        var rig = new DecisionRig().Ask(IntentKind.Drain, "site:sbg").Run().Commit();

        rig.Pass(rig.Topology.Policy.ObservationMilliseconds);
        RefreshReports(rig);
        Assert.Null(rig.Run().Proposed);
        Assert.NotNull(rig.ReadBack().Run().Proposed);
    }

    [Fact]
    public void A_drain_without_room_is_refused_with_the_override_that_would_pass()
    {
        var rig = new DecisionRig(t =>
            t with
            {
                Services = t.Services.Set(new("www"), t.Services[new("www")] with { DemandPerSecond = 1_620 }),
            }
        );

        var answer = rig.Ask(IntentKind.Drain, "site:sbg").Run().Effects.OfType<AnswerIntent>().Single();
        var finding = Assert.Single(answer.Change.Intent.Outcome.Findings);
        Assert.Equal(("I-03", "capacity", true), (finding.Rule, finding.Guard, finding.Overridable));
    }

    [Fact]
    public void Coming_back_after_a_loss_is_an_operators_word()
    {
        var rig = new DecisionRig().Condemn("sbg", Others).Run().Commit();
        rig.Pass(4_000).Condemn("sbg", Others).Run();
        Assert.Equal(CauseKind.SiteLost, rig.Proposed!.Plan.Cause.Kind);
        rig.Commit().Pass(3_600_000).ReadBack();
        RefreshReports(rig);
        rig.Run();
        if (rig.Proposed is not null)
        {
            rig.Commit();
        }

        Assert.Equal(0, rig.Ledger.Steering.Weight(rig.Topology, DecisionRig.Endpoint("www/sbg/v4")));
        Assert.NotNull(rig.Ledger.Latches.DrainOf(new("sbg")));
    }

    [Theory]
    [InlineData(Mode.Observe)]
    [InlineData(Mode.Propose)]
    public void Only_mode_act_commits_by_itself(Mode mode)
    {
        var rig = new DecisionRig(t => t with { Policy = t.Policy with { Mode = mode } }).Condemn("sbg", Others).Run();

        Assert.Null(rig.Proposed);
        Assert.NotNull(rig.Machine.Waiting);
    }

    [Fact]
    public void An_approved_plan_runs()
    {
        var rig = new DecisionRig(t => t with { Policy = t.Policy with { Mode = Mode.Propose } });
        rig.Condemn("sbg", Others).Run();

        rig.Ask(IntentKind.Approve, rig.Machine.Waiting!.PlanId).Run();
        Assert.NotNull(rig.Proposed);
    }

    private static void RefreshReports(DecisionRig rig)
    {
        foreach (var agent in rig.Topology.VantagePoints.Keys)
        {
            rig.Report(agent);
        }
    }

    /// <summary>Every agent sees every endpoint refused.</summary>
    private static DecisionRig CondemnAll(DecisionRig rig)
    {
        foreach (var agent in rig.Topology.VantagePoints.Keys)
        {
            rig.Report(
                agent,
                [.. rig.Topology.Endpoints.Select(e => (e.Value, ObservedState.Down, FailureKind.Refused))]
            );
        }

        return rig;
    }
}
