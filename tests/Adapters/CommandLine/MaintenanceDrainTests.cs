using FailoverCtl.CommandLine;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using Xunit;

namespace FailoverCtl.Tests.Adapters.CommandLine;

/// <summary>drain --for, and the wait until a site may be switched off.</summary>
public sealed class MaintenanceDrainTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_drain_with_an_end_asks_for_that_end()
    {
        await using var rig = await CommandRig.StartAsync();
        var ran = await rig.RunAsync("drain", "sbg", "--for", "2h", "--reason", "new switch", "--yes", "--no-wait");
        Assert.Equal(Exit.Fine, ran.Exit);
        var found = await rig.Documents.ReadAsync(
            rig.Documents.Keys.Intent(ran.Out.Trim()),
            DomainJson.Default.Intent,
            ReadMode.Consistent,
            CancellationToken.None
        );
        Assert.Equal(7_200_000, found.OrNull()!.ForMilliseconds);
    }

    [Fact]
    public async Task The_prompt_says_that_it_comes_back_by_itself()
    {
        await using var rig = await CommandRig.StartAsync();
        var ran = await rig.AnswerAsync("n\n", "drain", "sbg", "--for", "2h", "--reason", "r");
        Assert.Contains("away from sbg for 2 h 0 min, after which it comes back by itself", ran.Error);
    }

    [Fact]
    public async Task A_drain_is_over_when_caches_are_clean_and_connections_had_their_grace()
    {
        await using var rig = await CommandRig.StartAsync(Quick);
        using var limit = new CancellationTokenSource(Patience);
        _ = rig.AnswerIntentAsync(new(IntentState.Done, 5, []), limit.Token);
        await rig.EmptyAsync("sbg");
        var ran = await rig.RunAsync("drain", "sbg", "--reason", "r", "--yes", "--grace", "20ms");
        Assert.Equal((Exit.Fine, "done: drain site:sbg, since epoch 5\n"), (ran.Exit, ran.Out));
        Assert.Contains("caches forget it within 1 s (TTL), then 20 ms for open connections", ran.Error);
        Assert.Contains("caches are clean", ran.Error);
        Assert.Contains("sbg may be switched off", ran.Error);
    }

    [Fact]
    public async Task A_site_that_keeps_a_share_all_the_same_exits_3_and_is_named()
    {
        await using var rig = await CommandRig.StartAsync(Quick);
        using var limit = new CancellationTokenSource(Patience);
        _ = rig.AnswerIntentAsync(new(IntentState.Done, 5, []), limit.Token);
        var ran = await rig.RunAsync("drain", "sbg", "--reason", "r", "--yes", "--grace", "0s");
        Assert.Equal(Exit.Degraded, ran.Exit);
        Assert.Contains("sbg still serves: api/sbg/v4 25 %, www/sbg/v4 33.3 %", ran.Error);
    }

    [Fact]
    public async Task An_interrupted_wait_says_what_remains()
    {
        await using var rig = await CommandRig.StartAsync();
        using var limit = new CancellationTokenSource(Patience);
        using var interrupt = new CancellationTokenSource();
        _ = rig.AnswerIntentAsync(new(IntentState.Done, 5, []), limit.Token);
        var error = new UntilLine("safe to switch off in 1 min", 1, interrupt);
        string[] args = ["drain", "sbg", "--reason", "r", "--yes"];
        Assert.Equal(Exit.Interrupted, await rig.RunAsync(TextWriter.Null, error, interrupt.Token, args));
        Assert.Contains("The drain is in force; caches are clean in 29 s", error.All);
        Assert.Contains("open connections have had their grace in 59 s", error.All);
    }

    [Theory]
    [InlineData("--for", "soon")]
    [InlineData("--for", "10ms")]
    [InlineData("--for", "31d")]
    [InlineData("--grace", "-1s")]
    [InlineData("--until", "tomorrow")]
    public async Task What_is_no_duration_is_misuse(string option, string value)
    {
        var ran = await CommandRig.RunAsync(
            "127.0.0.1:1",
            null,
            ["drain", "sbg", "--reason", "r", "--yes", option, value]
        );
        Assert.Equal((Exit.Usage, ""), (ran.Exit, ran.Out));
    }

    [Fact]
    public async Task An_acknowledged_freeze_is_released_by_an_intent()
    {
        await using var rig = await CommandRig.StartAsync();
        using var limit = new CancellationTokenSource(Patience);
        var controller = rig.AnswerIntentAsync(new(IntentState.Done, 5, []), limit.Token);
        var ran = await rig.RunAsync("ack", "freeze", "--reason", "one switch, replaced", "--yes");
        Assert.Equal((Exit.Fine, "done: release freeze, since epoch 5\n"), (ran.Exit, ran.Out));
        Assert.Equal((IntentKind.Release, "freeze"), ((await controller).Kind, (await controller).Scope));
    }

    private static string Quick(string topology) =>
        topology.Replace("demand:", "ttl: 1\n    demand:", StringComparison.Ordinal);
}
