using FailoverCtl.Checking;
using FailoverCtl.CommandLine;
using FailoverCtl.Control.Journal;
using FailoverCtl.Daemon.Sandbox.Consul;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using Xunit;

namespace FailoverCtl.Tests.Servers.Recovery;

/// <summary>Recovery with everything real: Consul's own snapshots and deletes, controller, DNS server, command line.</summary>
public sealed class ConsulRecoveryTests
{
    [Fact]
    public async Task A_restored_snapshot_and_a_deleted_prefix_are_recovered_without_a_restart()
    {
        var consul = ConsulProgram.Find();
        Assert.SkipWhen(
            consul is null && Environment.GetEnvironmentVariable("FAILOVERCTL_REQUIRE_SERVERS") != "1",
            ConsulProgram.Missing
        );
        Assert.True(consul is not null, ConsulProgram.Missing);
        await using var world = await ConsulWorld.StartAsync(consul);
        var snapshot = await world.SaveSnapshotAsync();
        await world.CommandAsync(Exit.Fine, "drain", "sbg", "--yes", "--reason", "new switch");
        var before = await world.LedgerAsync();
        IsDrained(world, before);

        await world.RestoreSnapshotAsync(snapshot);
        await StoppedAsync(world, before, "the ledger went back from epoch");
        var shown = await world.CommandAsync(Exit.Fine, "recover", "--dry-run", world.DnsState);
        Assert.Contains($"epoch {before.Epoch} was known before", shown);
        shown = await RecoveredAsync(world, before, world.DnsState);
        Assert.Contains("automation is held until you have looked", shown);

        before = await world.LedgerAsync();
        await world.DeletePrefixAsync();
        await StoppedAsync(world, before, "key is gone");
        shown = await RecoveredAsync(world, before, world.ControllerState);
        Assert.Contains("put back from journal controller-c-rbx", shown);
        Assert.Contains("failoverctl release", shown);

        await world.CommandAsync(Exit.Fine, "release", "all", "--yes", "--reason", "looked");
        await world.ReleasedAsync();
        await world.CommandAsync(Exit.Fine, "undrain", "sbg", "--yes", "--reason", "switch is in");
        Assert.Equal(SteeringMap.AsDeclared, (await world.LedgerAsync()).Steering);
        Assert.Contains("NothingWrong", await world.CommandAsync(Exit.Fine, "recover", "--dry-run", "-o", "json"));
        var report = CheckReport.Of([
            .. JournalFiles.Load(world.Journals).Select(j => new ProcessJournal(j.Name, j.Lines, j.Fault)),
        ]);
        Assert.True(report.Violations.IsEmpty, report.Render());
    }

    /// <summary>The controller says why, status says so, and users get what they got.</summary>
    private static async Task StoppedAsync(ConsulWorld world, LedgerEntry before, string why)
    {
        await world.StatusAsync(s => s.Stopped?.Contains(why, StringComparison.Ordinal) == true);
        Assert.Equal(before.Epoch, await world.AnsweredAsync());
    }

    private static async Task<string> RecoveredAsync(ConsulWorld world, LedgerEntry before, string evidence)
    {
        var shown = await world.CommandAsync(Exit.Fine, "recover", "--yes", "--reason", "it was set back", evidence);
        Assert.Contains($"epoch {before.Epoch + 1} is in force", shown);
        await world.LevelAsync();
        var after = await world.LedgerAsync();
        Assert.Equal((before.Epoch + 1, CauseKind.Adoption), (after.LastRecovery, after.Cause.Kind));
        IsDrained(world, after);
        await world.StatusAsync(s => s.Stopped is null && s.Epoch == after.Epoch);
        return shown;
    }

    private static void IsDrained(ConsulWorld world, LedgerEntry entry) =>
        Assert.Equal(0, entry.Steering.Weight(world.Topology, EndpointId.Parse("www/sbg/v4")));
}
