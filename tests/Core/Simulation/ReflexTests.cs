using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Run;
using Xunit;

namespace FailoverCtl.Tests.Core.Simulation;

/// <summary>What DNS servers do by themselves while the store is silent (I-13).</summary>
public sealed class ReflexTests
{
    [Theory]
    [InlineData(FaultKind.SiteRefuses)]
    [InlineData(FaultKind.SiteDark)]
    public void A_site_lost_while_the_store_is_down_is_hidden_on_every_server_that_is_left(FaultKind loss)
    {
        var scene = new Scene().Begin(FaultKind.StoreDown).Begin(loss, "sbg");
        scene.Until(s => !s.IsAnswered("sbg"), loss == FaultKind.SiteRefuses ? 1_000 : 3_000).Run(60_000);

        Assert.Equal(2, scene.Ledger.Epoch);
        Assert.False(scene.IsAnswered("sbg"));
        Assert.True(scene.IsAnswered("gra") && scene.IsAnswered("rbx"));
        scene.IsSound();
    }

    [Fact]
    public void Nothing_comes_back_between_the_election_and_the_commit()
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var scene = new Scene(seed)
                .Begin(FaultKind.StoreDown, forMilliseconds: 4_000)
                .Begin(FaultKind.SiteRefuses, "sbg")
                .Until(s => !s.IsAnswered("sbg"), 1_000);
            while (!IsWithdrawn(scene))
            {
                Assert.False(scene.IsAnswered("sbg"), scene.Story());
                Assert.True(scene.Now < 20_000, scene.Story());
                scene.Run(5);
            }

            scene.Run(2_000);
            Assert.All(scene.Cluster.Dns, d => Assert.True(d.Hidden.IsEmpty));
            Assert.False(scene.IsAnswered("sbg"));
            scene.IsSound();
        }
    }

    [Fact]
    public void The_author_and_the_store_lost_with_the_site_leave_clean_answers_within_the_bar()
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var scene = new Scene(seed);
            var site = scene.Cluster.Author!.Host.Site!.Value.Value;
            scene
                .Begin(FaultKind.SiteRefuses, site)
                .Begin(FaultKind.AuthorKilled)
                .Begin(FaultKind.StoreDown, forMilliseconds: 3_500)
                .Until(s => !s.IsAnswered(site), 1_000)
                .Run(20_000);

            Assert.False(scene.IsAnswered(site));
            Assert.True(IsWithdrawn(scene, site), scene.Story());
            scene.IsSound();
        }
    }

    [Theory]
    [InlineData("all")]
    [InlineData("site:sbg")]
    public void What_is_held_is_not_hidden(string scope)
    {
        var scene = new Scene();
        scene.Cluster.Desk.Hold(scope);
        scene.Run(2_000).Begin(FaultKind.StoreDown).Begin(FaultKind.SiteRefuses, "sbg").Run(30_000);

        Assert.True(scene.IsAnswered("sbg"));
        Assert.DoesNotContain(Reflexes(scene), r => !r.Hidden.IsEmpty);
        scene.IsSound();
    }

    [Fact]
    public void One_liar_hides_nothing()
    {
        var scene = new Scene()
            .Begin(FaultKind.StoreDown)
            .Begin(FaultKind.AgentSaysSiteDown, "agent/gra-a", amount: 2)
            .Run(30_000);

        Assert.True(scene.IsAnswered("sbg"));
        Assert.DoesNotContain(Reflexes(scene), r => !r.Hidden.IsEmpty);
        scene.IsSound();
    }

    [Fact]
    public void Two_of_three_locations_dead_hides_nothing()
    {
        for (var seed = 1UL; seed <= 10; seed++)
        {
            var scene = new Scene(seed)
                .Begin(FaultKind.StoreDown)
                .Begin(FaultKind.SiteRefuses, "sbg")
                .Begin(FaultKind.SiteRefuses, "gra")
                .Run(30_000);

            Assert.All(["gra", "rbx", "sbg"], site => Assert.True(scene.IsAnswered(site)));
            Assert.DoesNotContain(Reflexes(scene), r => !r.Hidden.IsEmpty);
            scene.IsSound();
        }
    }

    [Fact]
    public void A_store_that_is_slow_but_answers_leaves_the_decision_to_the_ledger()
    {
        var scene = new Scene().Begin(FaultKind.StoreSlow, amount: 80).Run(5_000).Begin(FaultKind.SiteRefuses, "sbg");
        scene.Until(s => IsWithdrawn(s), 5_000).Run(10_000);

        Assert.DoesNotContain(Reflexes(scene), r => !r.Hidden.IsEmpty);
        scene.IsSound();
    }

    [Fact]
    public void A_site_that_is_back_before_the_store_is_answered_again()
    {
        new Scene()
            .Begin(FaultKind.StoreDown)
            .Begin(FaultKind.SiteRefuses, "sbg", forMilliseconds: 10_000)
            .Until(s => !s.IsAnswered("sbg"), 1_000)
            .Run(9_000)
            .Until(s => s.IsAnswered("sbg"), 8_000)
            .IsSound();
    }

    [Fact]
    public void A_server_that_restarts_in_the_silence_knows_no_holds_and_answers_what_the_ledger_said()
    {
        var scene = new Scene()
            .Begin(FaultKind.StoreDown)
            .Begin(FaultKind.SiteRefuses, "sbg")
            .Until(s => !s.IsAnswered("sbg"), 1_000)
            .Begin(FaultKind.DnsKilled, "dns/ns1", forMilliseconds: 1_000)
            .Run(20_000);

        Assert.True(scene.IsAnswered("sbg"));
        Assert.Equal([true, false, false], scene.Cluster.Dns.Select(d => d.Hidden.IsEmpty));
        scene.IsSound();
    }

    [Fact]
    public void Without_a_reflex_in_the_policy_the_answers_stay()
    {
        var scene = new Scene(knobs: Knobs.Calm with { HasReflex = false })
            .Begin(FaultKind.StoreDown)
            .Begin(FaultKind.SiteRefuses, "sbg")
            .Run(60_000);

        Assert.True(scene.IsAnswered("sbg"));
        Assert.Empty(Reflexes(scene));
        scene.IsSound();
    }

    private static bool IsWithdrawn(Scene scene, string site = "sbg") =>
        scene.EndpointsAt(site).All(e => scene.Steering.Weight(scene.Cluster.Topology, e) == 0)
        && scene.Count(CauseKind.EndpointsLost) + scene.Count(CauseKind.SiteLost) > 0;

    private static IEnumerable<ReflexEvent> Reflexes(Scene scene) =>
        scene.Cluster.Journal.Entries.Select(e => e.Line.Event).OfType<ReflexEvent>();
}
