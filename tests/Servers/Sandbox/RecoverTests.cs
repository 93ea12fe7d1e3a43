using FailoverCtl.CommandLine;
using FailoverCtl.Control.Journal;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Store;
using Xunit;

namespace FailoverCtl.Tests.Servers.Sandbox;

/// <summary>The store loses everything under a running world of real processes, and an operator recovers it.</summary>
[Collection(nameof(SandboxTests))]
public sealed class RecoverTests
{
    [Fact]
    public async Task A_deleted_prefix_is_recovered_and_the_world_goes_on_without_a_restart()
    {
        await using var rig = await SandboxRig.StartAsync();
        await rig.IntentAsync(await rig.AskAsync(IntentKind.Drain, "site:sbg"), IntentState.Done);
        var before = await rig.LedgerAsync();
        var processes = rig.World.Sites.SelectMany(s => s.Children).Select(c => c.Id).ToArray();

        var deleted = await rig.Documents.Store.CommitAsync(
            Transaction.Of(new StoreOperation.DeleteTree(rig.Documents.Keys.Prefix)),
            TestContext.Current.CancellationToken
        );
        Assert.IsType<CommitOutcome.Committed>(deleted);
        await rig.StatusAsync(s => s.Stopped?.Contains("key is gone", StringComparison.Ordinal) == true);

        var shown = await CommandAsync(rig, "recover", "--yes", "--reason", "someone emptied it", rig.StateDirectory);

        Assert.Contains($"epoch {before.Epoch + 1} is in force", shown);
        var adopted = await rig.LedgerAsync(l => l.Author.Controller.Value.StartsWith("c-", StringComparison.Ordinal));
        Assert.Equal((before.Steering, before.Epoch + 1), (adopted.Steering, adopted.LastRecovery));
        await CommandAsync(rig, "release", "all", "--yes", "--reason", "looked");
        await ReleasedAsync(rig);
        await CommandAsync(rig, "undrain", "sbg", "--yes", "--reason", "back");
        await rig.LedgerAsync(l => l.Steering == SteeringMap.AsDeclared);
        Assert.Equal(processes, rig.World.Sites.SelectMany(s => s.Children).Select(c => c.Id));

        // Reports count again: a site that dies now leaves the answers.
        rig.Site("gra").Kill();
        await rig.LedgerAsync(l => l.Steering.Weight(rig.World.Topology, EndpointId.Parse("www/gra/v4")) == 0);
        rig.CheckJournals();
    }

    /// <summary>Every controller has read that nothing is held any more: an intent may overtake a release.</summary>
    private static async Task ReleasedAsync(SandboxRig rig)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (
            JournalFiles
                .Load(
                    rig.Journals().Where(j => Path.GetFileName(j).StartsWith("controller-", StringComparison.Ordinal))
                )
                .Any(j => !j.Lines.Select(l => l.Event).OfType<HoldsEvent>().Last().Holds.Items.IsEmpty)
        )
        {
            Assert.True(clock.Elapsed < SandboxRig.Patience, "a controller has not read the release");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string> CommandAsync(SandboxRig rig, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var world = new Surroundings(
            output,
            error,
            TextReader.Null,
            Interactive: false,
            Colour: false,
            name => name == "CONSUL_HTTP_ADDR" ? rig.World.Store.AddressesFor(null) : null,
            TimeProvider.System
        );
        var exit = await Entry.RunAsync(args, world, TestContext.Current.CancellationToken);
        Assert.True(exit == Exit.Fine, $"failoverctl {string.Join(' ', args)}: exit {exit}\n{output}\n{error}");
        return output.ToString();
    }
}
