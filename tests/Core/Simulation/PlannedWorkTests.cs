using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Run;
using Xunit;

namespace FailoverCtl.Tests.Core.Simulation;

public sealed class PlannedWorkTests
{
    [Fact]
    public void A_drain_with_an_end_ends_although_its_author_died_and_never_too_early()
    {
        for (var seed = 1UL; seed <= 3; seed++)
        {
            var scene = new Scene(seed);
            var drain = scene.Cluster.Desk.DrainFor(new("sbg"), 40_000);
            scene.Until(s => s.Intent(drain).Outcome.State == IntentState.Done, 30_000);
            Assert.False(scene.IsAnswered("sbg"));
            var begun = Scene.Standing;

            scene.Begin(FaultKind.ControllerKilled, scene.Cluster.Author!.Name);
            scene.Until(s => s.Count(CauseKind.DrainOver) == 1, 60_000);
            Assert.True(scene.Now - begun >= 40_000, $"ended after {scene.Now - begun} ms");
            scene.Until(s => s.Steering == SteeringMap.AsDeclared, 60_000).Run(30_000);
            Assert.Equal(1, scene.Count(CauseKind.DrainOver));
            Assert.True(scene.IsAnswered("sbg"));
            scene.IsSound();
        }
    }

    [Fact]
    public void A_site_that_is_dead_when_its_drain_is_over_stays_out()
    {
        var scene = new Scene();
        var drain = scene.Cluster.Desk.DrainFor(new("sbg"), 30_000);
        scene.Until(s => s.Intent(drain).Outcome.State == IntentState.Done, 30_000);
        scene.Begin(FaultKind.SiteRefuses, "sbg").Run(60_000);

        Assert.Equal(0, scene.Count(CauseKind.DrainOver));
        Assert.False(scene.IsAnswered("sbg"));
        scene.IsSound();
    }

    [Fact]
    public void A_topology_that_was_asked_for_comes_into_force_although_its_author_dies()
    {
        for (var seed = 1UL; seed <= 3; seed++)
        {
            var scene = new Scene(seed);
            var asked = scene.Cluster.Desk.AskTopology();
            scene.Until(s => s.Ledger.TopologyHash == SimulatedTopology.HashOf(1), 10_000);
            scene.Begin(FaultKind.ControllerKilled, scene.Cluster.Author!.Name);
            scene.Until(s => s.Intent(asked).Outcome.State == IntentState.Done, 60_000);
            Assert.Equal(SteeringMap.AsDeclared, scene.Steering);
            scene.IsSound();
        }
    }
}
