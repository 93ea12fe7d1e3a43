using FailoverCtl.Domain.Journal;
using FailoverCtl.Simulation.Faults;
using Xunit;

namespace FailoverCtl.Tests.Core.Simulation;

public sealed class StoreTests
{
    [Fact]
    public void Store_lost_means_nothing_is_written_and_answers_stay()
    {
        var scene = new Scene().Begin(FaultKind.StoreDown).Run(60_000);

        Assert.Equal(2, scene.Ledger.Epoch);
        Assert.All(scene.Cluster.Dns, d => Assert.True(d.Hidden.IsEmpty));
        Assert.All(["gra", "rbx", "sbg"], site => Assert.True(scene.IsAnswered(site)));
        Assert.All(scene.Modes, m => Assert.Equal(CoordinationMode.CoordinationLost, m));
        scene.IsSound();
    }

    [Fact]
    public void A_store_that_comes_back_is_used_at_once()
    {
        new Scene()
            .Begin(FaultKind.StoreDown, forMilliseconds: 30_000)
            .Begin(FaultKind.SiteRefuses, "sbg")
            .Run(30_000)
            .Until(s => s.EndpointsAt("sbg").All(e => s.Steering.Weight(s.Cluster.Topology, e) == 0), 5_000)
            .IsSound();
    }

    [Fact]
    public void A_ledger_that_goes_back_freezes_writing()
    {
        var scene = new Scene();
        var first = scene.Ledger;
        scene.Begin(FaultKind.SiteRefuses, "sbg").Until(s => !s.IsAnswered("sbg"), 3_000);
        scene.Cluster.Store.Put(first);

        IsStuckAt(scene, first.Epoch);
    }

    [Fact]
    public void A_restored_snapshot_freezes_writing()
    {
        var scene = new Scene();
        var first = scene.Cluster.Store.Ledger!;
        scene.Begin(FaultKind.SiteRefuses, "sbg").Until(s => !s.IsAnswered("sbg"), 3_000);
        scene.Cluster.Store.Restore(first);

        IsStuckAt(scene, first.Value.Epoch);
    }

    [Fact]
    public void A_ledger_key_that_is_gone_freezes_writing()
    {
        var scene = new Scene();
        scene.Cluster.Store.Put((Domain.Ledger.LedgerEntry?)null);
        scene.Begin(FaultKind.SiteRefuses, "sbg").Run(20_000);

        Assert.Null(scene.Cluster.Store.Ledger);
        Assert.All(scene.Modes, m => Assert.Equal(CoordinationMode.Rewound, m));
        Assert.True(scene.IsAnswered("sbg"));
    }

    private static void IsStuckAt(Scene scene, long epoch)
    {
        var answered = scene.Cluster.Dns.Select(d => d.State!.Steering).ToArray();
        scene.Run(5_000).Begin(FaultKind.SiteRefuses, "gra").Run(30_000);

        Assert.Equal(epoch, scene.Ledger.Epoch);
        Assert.All(scene.Modes, m => Assert.Equal(CoordinationMode.Rewound, m));
        Assert.Equal(answered, scene.Cluster.Dns.Select(d => d.State!.Steering));
    }
}
