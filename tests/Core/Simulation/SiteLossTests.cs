using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Simulation.Faults;
using Xunit;

namespace FailoverCtl.Tests.Core.Simulation;

public sealed class SiteLossTests
{
    [Fact]
    public void A_site_killed_is_withdrawn_then_drained()
    {
        var scene = new Scene().Begin(FaultKind.SiteDark, "sbg").Until(s => !s.IsAnswered("sbg"), 3_000);

        Assert.Null(scene.Ledger.Latches.DrainOf(new("sbg")));
        scene.Until(s => s.Ledger.Latches.DrainOf(new("sbg")) is { Cause: DrainCause.Lost }, 10_000);
        scene.Run(20_000).IsSound();
    }

    [Fact]
    public void A_site_killed_with_the_author_is_out_within_6_s()
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var scene = new Scene(seed);
            var site = scene.Cluster.Author!.Host.Site!.Value.Value;
            scene.Begin(FaultKind.SiteDark, site).Until(s => !s.IsAnswered(site), 6_000).IsSound();
        }
    }

    [Fact]
    public void Processes_killed_are_out_of_the_answers_within_half_a_second()
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            new Scene(seed).Begin(FaultKind.SiteRefuses, "sbg").Until(s => !s.IsAnswered("sbg"), 500).IsSound();
        }
    }

    [Fact]
    public void A_drained_site_stays_out_until_an_operator_says_otherwise()
    {
        var scene = new Scene()
            .Begin(FaultKind.SiteDark, "sbg", forMilliseconds: 20_000)
            .Until(s => s.Ledger.Latches.DrainOf(new("sbg")) is not null, 10_000)
            .Run(60_000);

        Assert.False(scene.IsAnswered("sbg"));
        scene.Cluster.Desk.Undrain(new("sbg"));
        scene.Until(s => s.Steering == SteeringMap.AsDeclared, 60_000).IsSound();
    }

    [Fact]
    public void A_300_ms_blip_is_at_most_a_withdrawal_that_heals()
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var scene = new Scene(seed).Begin(FaultKind.SiteRefuses, "rbx", forMilliseconds: 300).Run(60_000);

            Assert.Equal(0, scene.Count(CauseKind.SiteLost));
            Assert.Equal(0, scene.Count(CauseKind.CorrelatedFailure));
            Assert.Equal(SteeringMap.AsDeclared, scene.Steering);
            scene.IsSound();
        }
    }
}
