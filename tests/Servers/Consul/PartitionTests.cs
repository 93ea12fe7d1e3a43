using FailoverCtl.Daemon.Sandbox;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Tests.Servers.Sandbox;
using Xunit;

namespace FailoverCtl.Tests.Servers.Consul;

/// <summary>Real partitions: a network namespace per site, cut by the sandbox's own commands. Root only.</summary>
[Collection(Worlds.Name)]
public sealed class PartitionTests
{
    /// <summary>The rig drains a site whose endpoints are lost for 5 s: long enough for a wrong drain to show.</summary>
    private static readonly TimeSpan LongerThanADrainTakes = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan Standstill = TimeSpan.FromSeconds(5);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("both ways")]
    [InlineData("one way")]
    public async Task Two_sites_that_do_not_hear_each_other_stay_in_service(string direction)
    {
        await using var rig = await SandboxRig.StartAsync(StoreKind.Consul, NetworkKind.Namespaces);
        using var history = new LedgerHistory(rig.World);

        await rig.CommandAsync(direction == "one way" ? ["cut", "rbx", "sbg", "--one-way"] : ["cut", "rbx", "sbg"]);

        await rig.ReportAsync(r => r.Agent.Value == "rbx-1" && SeesDown(r, "sbg"));
        await rig.BeatsAsync(LongerThanADrainTakes);
        var after = await rig.LedgerAsync();
        Assert.Equal((SteeringMap.AsDeclared, Latches.None), (after.Steering, after.Latches));
        await rig.BeatsAsync(Standstill);
        // A livelock would commit every time that somebody looks.
        var later = await rig.LedgerAsync();
        Assert.True(
            later.Epoch <= after.Epoch + 1,
            string.Join('\n', history.Entries.Select(e => $"{e.Epoch} {e.Author} {e.Cause}"))
        );

        await rig.CommandAsync("heal");

        await new SteadyState(rig.World).WaitAsync(SandboxRig.Patience, Cancel);
        Assert.Equal(SteeringMap.AsDeclared, (await rig.LedgerAsync()).Steering);
        // An author that cannot reach a DNS server yields to one that can; nothing else has a reason to commit.
        Assert.All(history.Entries, e => Assert.Equal(CauseKind.Adoption, e.Cause.Kind));
        rig.CheckJournals();
    }

    [Fact]
    public async Task A_site_that_goes_dark_leaves_the_answers_and_its_own_controller_writes_nothing()
    {
        await using var rig = await SandboxRig.StartAsync(StoreKind.Consul, NetworkKind.Namespaces);

        var result = await new Trial(rig.World).RunAsync("sbg", LossKind.Cut, TimeSpan.Zero, Cancel);

        Assert.True(result.Recovered, result.ToString());
        Assert.Equal((0, 0), (result.EmptyAnswers, result.WrongAnswers));
        await rig.LedgerAsync(l => l.Latches.DrainOf(new("sbg")) is not null);
        var dark = rig.Journal("controller-c-sbg").Lines.Select(l => l.Event).ToArray();
        var since = Array.FindLastIndex(dark, e => e is ModeEvent { Mode: CoordinationMode.CoordinationLost });
        Assert.NotEqual(-1, since);
        Assert.DoesNotContain(
            dark.Skip(since),
            e => e is PlanEvent or LedgerEvent { Outcome: LedgerOutcome.Committed }
        );

        await rig.CommandAsync("heal");

        // Coming back after a loss is an operator's word (I-20): the site follows the ledger again, and stays out.
        var last = await rig.LedgerAsync();
        await rig.StatusAsync(s => s.Site == new SiteId("sbg") && s.Epoch >= last.Epoch);
        Assert.Equal(0, (await rig.LedgerAsync()).Steering.Weight(rig.World.Topology, EndpointId.Parse("www/sbg/v4")));
        rig.CheckJournals();
    }

    private static bool SeesDown(Report report, string site) =>
        report.Unhealthy.Count(o => o.Endpoint.Site.Value == site && o.State == ObservedState.Down) == 2;
}
