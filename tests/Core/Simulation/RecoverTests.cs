using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Store;
using Xunit;

namespace FailoverCtl.Tests.Core.Simulation;

/// <summary>The store goes back or is lost under a running installation, and an operator recovers it (I-15, F-18).</summary>
public sealed class RecoverTests
{
    /// <summary>What happens to the store.</summary>
    public enum Loss
    {
        /// <summary>An older snapshot is put back.</summary>
        Restored,

        /// <summary>The whole prefix is deleted.</summary>
        Deleted,

        /// <summary>A new store, whose indexes start low.</summary>
        Rebuilt,
    }

    [Theory]
    [InlineData(Loss.Restored)]
    [InlineData(Loss.Deleted)]
    [InlineData(Loss.Rebuilt)]
    public void All_stop_the_answers_stay_and_a_recovery_lets_everything_go_on(Loss loss)
    {
        for (var seed = 1UL; seed <= 5; seed++)
        {
            var scene = new Scene(seed);
            var snapshot = scene.Cluster.Store.Snapshot();
            var before = Drained(scene);

            Lose(scene, loss, snapshot);
            IsStopped(scene, before);

            Recover(scene);
            Assert.Equal(
                (before.Epoch + 1, before.Steering, before.Latches.Drains),
                (scene.Ledger.Epoch, scene.Ledger.Steering, scene.Ledger.Latches.Drains)
            );
            GoesOn(scene);
        }
    }

    [Fact]
    public void Another_clusters_ledger_stops_all_whatever_it_says_and_a_recovery_ends_it()
    {
        var scene = new Scene();
        var before = Drained(scene);
        var other = before with { Cluster = "other", Epoch = 90 };

        scene.Cluster.Store.Put(other);
        scene.Run(3_000);
        scene.Cluster.Store.Put(RecoveryEpoch.Of(other, 95, "recover-other", "theirs"));
        IsStopped(scene, before);

        Recover(scene);
        Assert.Equal(before.Epoch + 1, scene.Ledger.Epoch);
        GoesOn(scene);
    }

    [Fact]
    public void Controllers_that_start_in_a_restored_store_stop_at_what_the_DNS_servers_answer()
    {
        for (var seed = 1UL; seed <= 5; seed++)
        {
            var scene = new Scene(seed);
            var drain = scene.Cluster.Desk.Drain(new("sbg"));
            scene.Until(_ => scene.Cluster.Store.Intents.Any(), 2_000);
            var snapshot = scene.Cluster.Store.Snapshot();
            scene.Until(s => s.Intent(drain).Outcome.State == IntentState.Done, 60_000).Run(2_000);
            var before = scene.Ledger;
            scene.Cluster.Controllers.ToList().ForEach(c => c.Kill());
            scene.Cluster.Store.Restore(snapshot);
            scene.Run(1_000);

            scene.Cluster.Controllers.ToList().ForEach(c => c.Start());
            IsStopped(scene, before);

            Recover(scene);
            GoesOn(scene);
        }
    }

    [Fact]
    public void A_controller_that_was_paused_all_along_learns_of_the_recovery()
    {
        var scene = new Scene();
        var before = Drained(scene);
        var sleeper = scene.Cluster.Controllers.First(c => c != scene.Cluster.Author);
        var wake = sleeper.Pause();

        scene.Cluster.Store.Rebuild();
        scene.Run(10_000);
        scene.Cluster.Desk.Recover();
        scene.Run(10_000);
        wake();

        scene.Until(_ => sleeper.Loop!.Machine.Mode == CoordinationMode.Normal, 5_000);
        Assert.True(sleeper.Loop!.Machine.Ledger!.Entry.Epoch > before.Epoch);
        Release(scene);
        GoesOn(scene);
    }

    [Fact]
    public void What_a_restored_snapshot_still_has_open_is_refused_and_not_done_again()
    {
        var scene = new Scene();
        var drain = scene.Cluster.Desk.Drain(new("sbg"));
        scene.Until(_ => scene.Cluster.Store.Intents.Any(), 2_000);
        var snapshot = scene.Cluster.Store.Snapshot();
        Assert.NotEqual(IntentState.Done, scene.Intent(drain).Outcome.State);
        scene.Until(s => s.Intent(drain).Outcome.State == IntentState.Done, 60_000);
        var undrain = scene.Cluster.Desk.Undrain(new("sbg"));
        scene.Until(s => s.Intent(undrain).Outcome.State == IntentState.Done, 60_000).Run(30_000);

        scene.Cluster.Store.Restore(snapshot);
        scene.Run(5_000);
        Recover(scene);
        scene.Run(60_000);

        Assert.Equal(IntentState.Refused, scene.Intent(drain).Outcome.State);
        Assert.Equal(SteeringMap.AsDeclared, scene.Steering);
        scene.IsSound();
    }

    private static LedgerEntry Drained(Scene scene)
    {
        var drain = scene.Cluster.Desk.Drain(new("sbg"));
        scene.Until(s => s.Intent(drain).Outcome.State == IntentState.Done, 60_000).Run(2_000);
        Assert.False(scene.IsAnswered("sbg"));
        return scene.Ledger;
    }

    private static void Lose(Scene scene, Loss loss, StoreSnapshot snapshot)
    {
        switch (loss)
        {
            case Loss.Restored:
                scene.Cluster.Store.Restore(snapshot);
                break;
            case Loss.Deleted:
                scene.Cluster.Store.Delete();
                break;
            case Loss.Rebuilt:
                scene.Cluster.Store.Rebuild();
                break;
        }
    }

    /// <summary>Whatever happens now, nobody writes, and users get what they got.</summary>
    private static void IsStopped(Scene scene, LedgerEntry before)
    {
        scene.Run(2_000);
        var committed = scene.History.Count;
        scene.Begin(FaultKind.SiteRefuses, "gra", forMilliseconds: 10_000).Run(20_000);

        Assert.Equal(committed, scene.History.Count);
        Assert.Equal(before.Epoch, scene.History.Max(e => e.Epoch));
        Assert.All(scene.Modes, m => Assert.Equal(CoordinationMode.Rewound, m));
        Assert.All(
            scene.Cluster.Dns,
            d => Assert.Equal((before.Epoch, before.Steering), (d.State!.Epoch, d.State.Steering))
        );
    }

    private static void Recover(Scene scene)
    {
        scene.Cluster.Desk.Recover();
        Assert.Equal(CauseKind.Recovery, scene.Ledger.Cause.Kind);
        var recovered = scene.Ledger.Epoch;
        scene.Until(
            s =>
                s.Modes.All(m => m == CoordinationMode.Normal)
                && s.Cluster.Dns.All(d => d.Epoch >= recovered)
                && s.Cluster.Controllers.All(c => c.Loop!.Machine.Ledger?.Entry.Epoch >= recovered),
            2_000
        );
        Release(scene);
    }

    /// <summary>Until every controller has read it: right after a recovery only consistent reads say what is held.</summary>
    private static void Release(Scene scene)
    {
        scene.Cluster.Desk.FreeAll();
        scene.Run(1_000);
    }

    /// <summary>An operator's word, a read-back and a loss by vote: intents, holds, DNS servers and reports all count again.</summary>
    private static void GoesOn(Scene scene)
    {
        var undrain = scene.Cluster.Desk.Undrain(new("sbg"));
        scene.Until(s => s.Intent(undrain).Outcome.State == IntentState.Done, 60_000).Run(5_000);
        Assert.Equal(SteeringMap.AsDeclared, scene.Steering);

        scene.Begin(FaultKind.SiteRefuses, "rbx").Until(s => !s.IsAnswered("rbx"), 3_000).Run(10_000);
        scene.IsSound();
    }
}
