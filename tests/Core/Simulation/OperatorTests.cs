using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Steering;
using Xunit;

namespace FailoverCtl.Tests.Core.Simulation;

public sealed class OperatorTests
{
    [Theory]
    [InlineData("all")]
    [InlineData("site:sbg")]
    public void A_hold_stops_before_the_next_step(string scope)
    {
        var scene = new Scene();
        var drain = scene.Cluster.Desk.Drain(new("sbg"));
        scene.Until(s => s.Ledger.Plan.Steps > 1, 3_000);
        scene.Cluster.Desk.Hold(scope);
        var held = scene.Steering;
        scene.Run(30_000);

        Assert.Equal(held, scene.Steering);
        scene.Cluster.Desk.Free(scope);
        scene.Until(s => !s.IsAnswered("sbg"), 60_000).IsSound();
        scene.Until(s => s.Intent(drain).Outcome.State == IntentState.Done, 10_000);
    }

    [Fact]
    public void Drain_and_undrain_restore_exactly()
    {
        var scene = new Scene();
        var drain = scene.Cluster.Desk.Drain(new("sbg"));
        scene.Until(s => s.Intent(drain).Outcome.State == IntentState.Done, 60_000);
        Assert.False(scene.IsAnswered("sbg"));

        var undrain = scene.Cluster.Desk.Undrain(new("sbg"));
        scene.Until(s => s.Intent(undrain).Outcome.State == IntentState.Done, 60_000).Run(30_000);

        Assert.Equal(SteeringMap.AsDeclared, scene.Steering);
        Assert.True(scene.Ledger.Latches.Drains.IsEmpty);
        scene.IsSound();
    }

    [Fact]
    public void A_drain_that_the_others_cannot_carry_is_refused_and_moves_nothing()
    {
        var scene = new Scene(knobs: Tight);
        var drain = scene.Cluster.Desk.Drain(new("sbg"));
        scene.Until(s => s.Intent(drain).Outcome.State == IntentState.Refused, 5_000).Run(10_000);

        Assert.Equal(SteeringMap.AsDeclared, scene.Steering);
        Assert.Equal("I-03", scene.Intent(drain).Outcome.Findings[0].Rule);
        scene.IsSound();
    }

    private static FailoverCtl.Simulation.Run.Knobs Tight =>
        FailoverCtl.Simulation.Run.Knobs.Calm with
        {
            Capacity = 4_500,
        };
}
