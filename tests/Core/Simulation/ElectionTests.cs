using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Run;
using Xunit;

namespace FailoverCtl.Tests.Core.Simulation;

public sealed class ElectionTests
{
    /// <summary>By the ledger alone: what DNS servers do meanwhile is told in ReflexTests.</summary>
    private static readonly Knobs Stretched = Knobs.Calm with { IsStretched = true, HasReflex = false };

    [Fact]
    public void Without_a_leader_nothing_is_committed_and_after_the_election_a_loss_is_acted_upon_at_once()
    {
        for (var seed = 1UL; seed <= 3; seed++)
        {
            var scene = new Scene(seed, Stretched);
            var (before, index) = (scene.Ledger, scene.Cluster.Store.Index);
            scene.Begin(FaultKind.LeaderKilled).Begin(FaultKind.SiteRefuses, "sbg").Run(2_000);
            Assert.Equal(before, scene.Ledger);
            Assert.True(scene.IsAnswered("sbg"));

            scene.Until(s => !s.IsAnswered("sbg"), 4_000).IsSound();
            Assert.Equal(1, scene.Cluster.Sightings[Sighting.LeaderElected]);
            Assert.True(scene.Cluster.Store.Index > index);
        }
    }

    [Fact]
    public void A_commit_that_the_next_leader_applies_after_its_author_gave_up_is_not_doubled()
    {
        for (var seed = 1UL; seed <= 3; seed++)
        {
            var scene = new Scene(seed, Stretched)
                .Begin(FaultKind.LeaderKilledAtCommit, amount: 60_000)
                .Begin(FaultKind.OriginRefuses, "api/sbg/v4")
                .Until(s => s.Count(CauseKind.EndpointsLost) == 1, 8_000)
                .Run(5_000);

            Assert.Equal(1, scene.Cluster.Sightings[Sighting.AppliedLate]);
            Assert.Equal(1, scene.Count(CauseKind.EndpointsLost));
            scene.IsSound();
        }
    }

    [Fact]
    public void Without_a_majority_nothing_is_written_until_it_is_back()
    {
        var scene = new Scene(knobs: Stretched);
        var before = scene.Ledger;
        scene.Begin(FaultKind.QuorumLost, forMilliseconds: 30_000).Begin(FaultKind.SiteRefuses, "sbg").Run(30_000);

        Assert.Equal(before, scene.Ledger);
        Assert.True(scene.IsAnswered("sbg"));
        Assert.All(scene.Modes, m => Assert.Equal(CoordinationMode.CoordinationLost, m));
        scene.Until(s => !s.IsAnswered("sbg"), 7_000).IsSound();
    }

    [Fact]
    public void A_site_that_takes_the_leader_with_it_is_out_of_the_answers_within_an_election_and_a_confirmation()
    {
        for (var seed = 1UL; seed <= 3; seed++)
        {
            var scene = new Scene(seed, Stretched);
            var leader = scene.Cluster.Servers.Leader!.Site!.Value.Value;
            scene.Begin(FaultKind.SiteDark, leader).Until(s => !s.IsAnswered(leader), 9_000).IsSound();
        }
    }
}
