using FailoverCtl.Domain.Steering;
using FailoverCtl.Simulation.Faults;
using Xunit;

namespace FailoverCtl.Tests.Core.Simulation;

public sealed class CorrelatedFailureTests
{
    [Fact]
    public void All_origins_killed_at_once_freezes_and_answers_stay()
    {
        for (var run = 0; run < 100; run++)
        {
            var scene = new Scene((ulong)run + 1)
                .Begin(FaultKind.EverythingRefuses, amount: run / 10)
                .Until(s => s.Ledger.Latches.Freeze is not null, 3_000)
                .Run(5_000);

            Assert.Equal(SteeringMap.AsDeclared, scene.Steering);
            Assert.All(["gra", "rbx", "sbg"], site => Assert.True(scene.IsAnswered(site)));
            scene.IsSound();
        }
    }

    [Fact]
    public void Two_sites_lost_together_freeze()
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var scene = new Scene(seed)
                .Begin(FaultKind.SiteRefuses, "gra")
                .Begin(FaultKind.SiteRefuses, "rbx")
                .Until(s => s.Ledger.Latches.Freeze is not null, 3_000)
                .Run(20_000);

            Assert.Equal(SteeringMap.AsDeclared, scene.Steering);
            scene.IsSound();
        }
    }

    [Fact]
    public void A_freeze_ends_by_itself_once_all_has_been_well_for_a_minute()
    {
        var scene = new Scene()
            .Begin(FaultKind.EverythingRefuses, forMilliseconds: 10_000)
            .Until(s => s.Ledger.Latches.Freeze is not null, 3_000)
            .Run(60_000);

        Assert.NotNull(scene.Ledger.Latches.Freeze);
        scene.Until(s => s.Ledger.Latches.Freeze is null, 20_000).Run(10_000).IsSound();
        Assert.Equal(SteeringMap.AsDeclared, scene.Steering);
    }
}
