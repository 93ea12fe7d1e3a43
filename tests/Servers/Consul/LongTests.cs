using System.Diagnostics;
using System.Net;
using FailoverCtl.Daemon.Sandbox;
using FailoverCtl.Dns.Asking;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Tests.Servers.Sandbox;
using Xunit;

namespace FailoverCtl.Tests.Servers.Consul;

/// <summary>What only shows in minutes.</summary>
[Collection(Worlds.Name)]
[Trait("Duration", "Long")]
public sealed class LongTests
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BetweenLeaders = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DeadLeader = TimeSpan.FromSeconds(10);

    /// <summary>Two locations lost within the correlation window of 120 s would rightly freeze (I-05).</summary>
    private static readonly TimeSpan BetweenLosses = TimeSpan.FromSeconds(160);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_leader_dies_every_thirty_seconds_no_epoch_is_lost_or_doubled()
    {
        await using var rig = await SandboxRig.StartAsync(StoreKind.Consul, NetworkKind.Loopback);
        using var history = new LedgerHistory(rig.World);
        var from = Stopwatch.StartNew();
        var leaders = KillLeadersAsync(rig, from);

        var asked = 0;
        var losses = new Queue<(TimeSpan At, string Site)>([(TimeSpan.Zero, "gra"), (BetweenLosses, "rbx")]);
        while (from.Elapsed < Length)
        {
            if (losses.TryPeek(out var next) && from.Elapsed >= next.At)
            {
                await LoseAndRestoreAsync(rig, losses.Dequeue().Site);
            }

            await rig.IntentAsync(await rig.AskAsync(IntentKind.Drain, "site:sbg"), IntentState.Done);
            await rig.IntentAsync(await rig.AskAsync(IntentKind.Undrain, "site:sbg"), IntentState.Done);
            asked += 2;
        }

        Assert.InRange(await leaders, 5, int.MaxValue);
        await new SteadyState(rig.World).WaitAsync(SandboxRig.Patience, Cancel);
        Assert.Empty(losses);
        var journaled = rig.LoadedJournals()
            .SelectMany(j => j.Lines)
            .Select(l => l.Event)
            .OfType<LedgerEvent>()
            .Where(e => e.Outcome != LedgerOutcome.Lost)
            .ToArray();
        AssertOneEntryPerEpoch(history.Entries.Concat(journaled.Select(e => e.Entry)));
        AssertLaterEpochsLieLater(journaled);
        Assert.InRange(asked, 6, int.MaxValue);
        rig.CheckJournals();
    }

    [Fact]
    public async Task Without_a_quorum_for_five_minutes_the_answers_stay_and_it_recovers_unattended()
    {
        await using var rig = await SandboxRig.StartAsync(StoreKind.Consul, NetworkKind.Loopback);
        var before = await rig.LedgerAsync();
        var answers = await AnswersAsync(rig);
        var consul = rig.World.Sites.Take(2).SelectMany(s => rig.World.Store.ProcessesOf(s.Id)).ToArray();

        Array.ForEach(consul, c => c.Kill());

        var without = Stopwatch.StartNew();
        while (without.Elapsed < Length)
        {
            Assert.Equal(answers, await AnswersAsync(rig));
            await Task.Delay(TimeSpan.FromSeconds(1), Cancel);
        }

        Array.ForEach(consul, rig.World.Revive);

        await new SteadyState(rig.World).WaitAsync(SandboxRig.Patience, Cancel);
        Assert.Equal(before.Steering, (await rig.LedgerAsync()).Steering);
        Assert.Equal(answers, await AnswersAsync(rig));
        await rig.IntentAsync(await rig.AskAsync(IntentKind.Drain, "site:sbg"), IntentState.Done);
        rig.CheckJournals();
    }

    /// <returns>How many died.</returns>
    private static async Task<int> KillLeadersAsync(SandboxRig rig, Stopwatch from)
    {
        var killed = 0;
        using var pace = new PeriodicTimer(BetweenLeaders);
        while (from.Elapsed < Length && await pace.WaitForNextTickAsync(Cancel))
        {
            if (await rig.World.Store.LeaderSiteAsync(Cancel) is { } site)
            {
                var leader = rig.World.Store.ProcessesOf(site).Single();
                leader.Kill();
                killed++;
                await Task.Delay(DeadLeader, Cancel);
                rig.World.Revive(leader);
            }
        }

        return killed;
    }

    private static async Task LoseAndRestoreAsync(SandboxRig rig, string name)
    {
        var site = rig.World.Find(name)!;
        site.Kill();
        await rig.LedgerAsync(l => l.Latches.DrainOf(site.Id) is not null);
        rig.World.Revive(site);
        await new SteadyState(rig.World).WaitAsync(SandboxRig.Patience, Cancel);
        await rig.IntentAsync(await rig.AskAsync(IntentKind.Undrain, $"site:{name}"), IntentState.Done);
    }

    private static void AssertOneEntryPerEpoch(IEnumerable<LedgerEntry> entries) =>
        Assert.All(
            entries.GroupBy(e => e.Epoch),
            epoch =>
                Assert.True(
                    epoch.Select(e => e.Proposal).Distinct().Count() == 1,
                    $"epoch {epoch.Key} was committed twice"
                )
        );

    private static void AssertLaterEpochsLieLater(IEnumerable<LedgerEvent> events)
    {
        var indexes = events
            .Select(e => (e.Entry.Epoch, e.ModifyIndex))
            .Distinct()
            .OrderBy(e => e.Epoch)
            .Select(e => e.ModifyIndex)
            .ToArray();
        Assert.Equal(indexes.Distinct().Order(), indexes);
    }

    /// <summary>Every address that any server draws for any name, in many draws.</summary>
    private static async Task<string> AnswersAsync(SandboxRig rig)
    {
        const int Draws = 200;
        var lines = new List<string>();
        foreach (var server in rig.World.Topology.DnsServers.Values)
        {
            foreach (var service in rig.World.Topology.Services.Values)
            {
                using var query = new DnsQuery(IPEndPoint.Parse(server.Address), service.Name, AddressFamily.V4);
                var drawn = new SortedSet<string>(StringComparer.Ordinal);
                for (var i = 0; i < Draws; i++)
                {
                    var reading = await query.AskAsync(TimeSpan.FromSeconds(1), Cancel);
                    var answered = Assert.IsType<AddressReading.Answered>(reading);
                    Assert.NotEmpty(answered.Addresses);
                    drawn.UnionWith(answered.Addresses.Select(a => a.ToString()));
                }

                lines.Add($"{server.Id} {service.Name} {string.Join(' ', drawn)}");
            }
        }

        return string.Join('\n', lines);
    }
}
