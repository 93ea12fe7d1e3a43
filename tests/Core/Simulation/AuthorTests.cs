using FailoverCtl.Simulation.Faults;
using Xunit;

namespace FailoverCtl.Tests.Core.Simulation;

public sealed class AuthorTests
{
    private const string Site = "sbg";

    [Fact]
    public void The_author_killed_mid_plan_is_adopted_once()
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var scene = MidPlan(seed);
            var before = scene.Ledger;
            scene.Begin(FaultKind.AuthorKilled).Until(IsDrained, 60_000).Run(10_000);

            var authors = scene.History.Where(e => e.Epoch > before.Epoch).Select(e => e.Author).Distinct();
            Assert.NotEqual(before.Author, Assert.Single(authors));
            EachStepOnce(scene, before.Plan.Id);
            scene.IsSound();
        }
    }

    [Fact]
    public void The_author_paused_mid_plan_has_no_second_effect()
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var scene = MidPlan(seed);
            var before = scene.Ledger;
            scene
                .Begin(FaultKind.PausedAtCommit, scene.Cluster.Author!.Name, amount: 20_000)
                .Until(IsDrained, 60_000)
                .Run(25_000);

            Assert.Contains(scene.History, e => e.Epoch > before.Epoch && e.Author != before.Author);
            EachStepOnce(scene, before.Plan.Id);
            scene.IsSound();
        }
    }

    [Fact]
    public void A_commit_whose_reply_is_lost_is_not_doubled()
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var scene = new Scene(seed);
            scene.Cluster.Trouble.LostAfter = 10_000;
            scene.Cluster.Desk.Drain(new(Site));
            scene.Until(IsDrained, 60_000).Run(10_000);

            EachStepOnce(scene, scene.Ledger.Plan.Id);
            scene.IsSound();
        }
    }

    [Fact]
    public void A_commit_that_lands_after_its_author_gave_up_is_not_doubled()
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var scene = new Scene(seed);
            scene.Cluster.Trouble.Late = 7_000;
            scene.Cluster.Desk.Drain(new(Site));
            scene.Until(IsDrained, 120_000).Run(10_000);

            EachStepOnce(scene, scene.Ledger.Plan.Id);
            scene.IsSound();
        }
    }

    /// <summary>An operator's drain after its first step; three more are to come.</summary>
    private static Scene MidPlan(ulong seed)
    {
        var scene = new Scene(seed);
        scene.Cluster.Desk.Drain(new(Site));
        return scene.Until(s => s.Ledger.Plan.Steps > 1, 3_000).Run(1_000);
    }

    private static bool IsDrained(Scene scene) => !scene.IsAnswered(Site);

    private static void EachStepOnce(Scene scene, string plan)
    {
        var steps = scene
            .History.Where(e => e.Plan.Id == plan && e.Cause.Kind != Domain.Plans.CauseKind.Adoption)
            .Select(e => e.Plan.Step)
            .ToArray();
        Assert.Equal(Enumerable.Range(1, steps.Length), steps);
    }
}
