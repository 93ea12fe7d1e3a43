using System.Net;
using FailoverCtl.Daemon.Sandbox;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Tests.Servers.Sandbox;
using Xunit;

namespace FailoverCtl.Tests.Servers.Consul;

/// <summary>Three real Consul servers, one at each site, which die with their sites.</summary>
[Collection(Worlds.Name)]
public sealed class ConsulTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_site_lost_with_the_author_and_the_leader_leaves_the_answers_and_no_answer_is_empty()
    {
        await using var rig = await SandboxRig.StartAsync(StoreKind.Consul, NetworkKind.Loopback);

        var result = await new Trial(rig.World).RunAsync(Trial.Leader, LossKind.Kill, TimeSpan.Zero, Cancel);

        Assert.True(result is { Recovered: true, AuthorLost: true, LeaderLost: true }, result.ToString());
        Assert.Equal((0, 0), (result.EmptyAnswers, result.WrongAnswers));
        rig.CheckJournals();
    }

    [Fact]
    public async Task A_controller_cut_from_Consul_but_not_from_the_DNS_servers_writes_nothing()
    {
        await using var rig = await SandboxRig.StartAsync(StoreKind.Consul, NetworkKind.Loopback);
        var authorSite = await rig.AuthorSiteAsync();
        var site = rig.World.Sites.First(s => s.Id != authorSite);
        var consul = IPEndPoint.Parse(rig.World.Store.AddressesFor(site.Id).Split(',')[0]);
        using var relay = new Relay(consul);
        site.Controller.KillAndWait();
        rig.StartController(site.Id, relay.Address.ToString());
        await new Authorship(rig.World).MoveToAsync(site.Id, Cancel);
        var intent = await rig.AskAsync(IntentKind.Drain, "site:sbg");
        var first = await rig.LedgerAsync(l => l.Cause.Kind == CauseKind.Intent);

        relay.Cut();

        await rig.IntentAsync(intent, IntentState.Done);
        var last = await rig.LedgerAsync();
        Assert.NotEqual(first.Author, last.Author);
        var alone = rig.Journal($"controller-{site.Controller.Name}").Lines.Select(l => l.Event).ToArray();
        var since = Array.FindLastIndex(alone, e => e is ModeEvent { Mode: CoordinationMode.CoordinationLost });
        Assert.NotEqual(-1, since);
        Assert.DoesNotContain(
            alone.Skip(since),
            e => e is PlanEvent or LedgerEvent { Outcome: LedgerOutcome.Committed }
        );
        relay.Heal();

        // The same life that was cut: it has seen the servers all the time, follows again, and has nothing left to do.
        var again = await rig.StatusAsync(s => s.Boot == first.Author.Boot && s.Epoch == last.Epoch);
        Assert.All(again.Targets, t => Assert.True(t.Reached));
        Assert.Equal(last, await rig.LedgerAsync());
        rig.CheckJournals();
    }

    [Fact]
    public async Task An_author_that_sleeps_twenty_seconds_around_a_commit_has_no_second_effect_when_it_wakes()
    {
        await using var rig = await SandboxRig.StartAsync(StoreKind.Consul, NetworkKind.Loopback);
        var intent = await rig.AskAsync(IntentKind.Drain, "site:sbg");
        var first = await rig.LedgerAsync(l => l.Cause.Kind == CauseKind.Intent);
        var author = rig.Controller(first);

        author.Stop();
        await rig.IntentAsync(intent, IntentState.Done);
        var last = await rig.LedgerAsync();
        await rig.BeatsAsync(TimeSpan.FromSeconds(20));
        author.Continue();

        var awake = await rig.StatusAsync(s => s.Id == first.Author.Controller && s.Epoch == last.Epoch);
        await rig.StatusAsync(s => s.Id == first.Author.Controller && s.Counter > awake.Counter + 2);
        Assert.Equal(last, await rig.LedgerAsync());
        rig.CheckJournals();
    }

    [Fact]
    public async Task Of_two_controllers_of_one_name_not_both_write()
    {
        await using var rig = await SandboxRig.StartAsync(StoreKind.Consul, NetworkKind.Loopback);
        var author = (await rig.LedgerAsync()).Author;
        var site = rig.World.Sites.Single(s => s.Controller.Name == author.Controller.Value);
        using var history = new LedgerHistory(rig.World);

        rig.StartController(site.Id, rig.World.Store.AddressesFor(site.Id), stateName: "double");
        await rig.StatusAsync(s => s.Id == author.Controller && s.Boot != author.Boot);
        await rig.IntentAsync(await rig.AskAsync(IntentKind.Drain, "site:sbg"), IntentState.Done);

        Assert.InRange(
            history.Entries.Select(e => e.Author).Where(a => a.Controller == author.Controller).Distinct().Count(),
            0,
            1
        );
        Assert.Equal(0, (await rig.LedgerAsync()).Steering.Weight(rig.World.Topology, EndpointId.Parse("www/sbg/v4")));
        rig.CheckJournals();
    }
}
