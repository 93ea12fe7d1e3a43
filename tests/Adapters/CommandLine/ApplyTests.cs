using System.Text.Json;
using FailoverCtl.CommandLine;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using Xunit;

namespace FailoverCtl.Tests.Adapters.CommandLine;

/// <summary>diff and apply, against a store.</summary>
public sealed class ApplyTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_files_in_force_have_no_difference()
    {
        await using var rig = await CommandRig.StartAsync();
        var ran = await rig.RunAsync("diff", CommandRig.Minimal, "--detailed-exitcode");
        Assert.Equal((Exit.Fine, "the same topology is in force\n", ""), (ran.Exit, ran.Out, ran.Error));
        Assert.Equal(Exit.Fine, (await rig.RunAsync("apply", CommandRig.Minimal, "--reason", "r", "--yes")).Exit);
    }

    [Fact]
    public async Task Differences_exit_2_only_when_that_is_asked_for()
    {
        await using var rig = await CommandRig.StartAsync();
        using var files = TopologyFolder.Reweighted();
        Assert.Equal(Exit.Fine, (await rig.RunAsync("diff", files.Path)).Exit);
        var ran = await rig.RunAsync("diff", files.Path, "--detailed-exitcode");
        Assert.Equal(Exit.Changes, ran.Exit);
        Assert.Contains("placements rbx weight: 50 % -> 60 %", ran.Out);
    }

    [Fact]
    public async Task A_difference_as_JSON_and_as_YAML_says_the_same()
    {
        await using var rig = await CommandRig.StartAsync();
        using var files = TopologyFolder.Reweighted();
        using var json = JsonDocument.Parse((await rig.RunAsync("diff", files.Path, "-o", "json")).Out);
        Assert.Equal("failoverctl.diff/1", json.RootElement.GetProperty("schema").GetString());
        var yaml = (await rig.RunAsync("diff", files.Path, "-o", "yaml")).Out;
        Assert.Contains("  - change: Changed\n    section: services\n    id: api\n", yaml);
    }

    [Fact]
    public async Task Apply_writes_the_topology_and_then_an_intent_that_names_its_hash()
    {
        await using var rig = await CommandRig.StartAsync();
        using var files = TopologyFolder.Reweighted();
        using var limit = new CancellationTokenSource(Patience);
        var controller = rig.AnswerIntentAsync(new(IntentState.Done, 2, []), limit.Token);
        var ran = await rig.RunAsync("apply", files.Path, "--reason", "new machines", "--yes");
        Assert.Equal(Exit.Fine, ran.Exit);
        Assert.StartsWith("done: apply topology:", ran.Out);
        Assert.Contains("1 changed", ran.Error);

        var intent = await controller;
        Assert.Equal((IntentKind.Apply, "new machines"), (intent.Kind, intent.Reason));
        var hash = intent.Scope["topology:".Length..];
        var found = await rig.Documents.ReadTopologyAsync(hash, ReadMode.Consistent, limit.Token);
        Assert.Equal(6_000, found.OrNull()!.Services[new("api")].Placements[new("rbx")].Weight);
    }

    [Fact]
    public async Task What_guards_refuse_is_refused_at_once_with_the_override_and_nothing_is_written()
    {
        await using var rig = await CommandRig.StartAsync();
        using var files = TopologyFolder.WithoutSbg();
        var ran = await rig.RunAsync("apply", files.Path, "--reason", "sold", "--yes");
        Assert.Equal((Exit.Refused, ""), (ran.Exit, ran.Out));
        Assert.Contains("I-25 topology: site sbg is live and would be removed", ran.Error);
        Assert.Contains(
            $"failoverctl apply {files.Path} --override topology --reason 'sold' --cluster minimal",
            ran.Error
        );
        Assert.Empty(await IntentsAsync(rig));
        var topologies = await rig.Documents.Store.ReadAsync(
            KeyQuery.Under(rig.Documents.Keys.Topologies),
            ReadMode.Consistent,
            CancellationToken.None
        );
        Assert.Single(((ReadOutcome.Answered)topologies).Answer.Values);
    }

    [Fact]
    public async Task With_the_override_it_is_asked()
    {
        await using var rig = await CommandRig.StartAsync();
        using var files = TopologyFolder.WithoutSbg();
        string[] args = ["apply", files.Path, "--reason", "sold", "--yes", "--no-wait", "--override", "topology"];
        Assert.Equal(Exit.Fine, (await rig.RunAsync(args)).Exit);
        Assert.Equal(["topology"], Assert.Single(await IntentsAsync(rig)).Overrides);
    }

    [Fact]
    public async Task Rollback_asks_for_the_topology_before_by_its_hash()
    {
        await using var rig = await CommandRig.StartAsync();
        var first = await rig.LedgerAsync();
        var (second, before) = await FollowAsync(rig, first);

        var ran = await rig.RunAsync("apply", "--rollback", "--reason", "too early", "--yes", "--no-wait");
        Assert.Equal(Exit.Fine, ran.Exit);
        Assert.Equal($"topology:{before}", Assert.Single(await IntentsAsync(rig)).Scope);
        Assert.NotEqual(before, second.TopologyHash);
    }

    [Fact]
    public async Task Without_an_earlier_topology_there_is_nothing_to_go_back_to()
    {
        await using var rig = await CommandRig.StartAsync();
        var ran = await rig.RunAsync("apply", "--rollback", "--reason", "r", "--yes");
        Assert.Equal(Exit.Error, ran.Exit);
        Assert.Contains("no topology before this one", ran.Error);
    }

    [Fact]
    public async Task Broken_files_change_nothing_and_exit_1()
    {
        await using var rig = await CommandRig.StartAsync();
        using var files = new TopologyFolder(t => t.Replace("sites:", "sitez:", StringComparison.Ordinal));
        foreach (string[] command in new string[][] { ["diff"], ["apply", "--reason", "r", "--yes"] })
        {
            var ran = await rig.RunAsync([.. command, files.Path]);
            Assert.Equal((Exit.Error, ""), (ran.Exit, ran.Out));
            Assert.Contains("error FCT", ran.Error);
        }

        Assert.Empty(await IntentsAsync(rig));
    }

    /// <summary>Another topology in force, with the plans of both epochs kept.</summary>
    private static async Task<(LedgerEntry Second, string Before)> FollowAsync(CommandRig rig, LedgerEntry first)
    {
        using var files = TopologyFolder.Reweighted();
        await rig.RunAsync("apply", files.Path, "--reason", "r", "--yes", "--no-wait");
        var intent = Assert.Single(await IntentsAsync(rig));
        var second = first with { Epoch = 2, TopologyHash = intent.Scope["topology:".Length..] };
        var plan = new Plan(
            "p",
            first.Cause,
            0,
            1,
            [new(SteeringMap.AsDeclared, Latches.None, [], "")],
            [],
            first.Evidence,
            false,
            [],
            []
        );
        await rig.PutAsync(rig.Documents.Keys.Plan(1), new(first, plan), StoreJson.Default.PlanRecord);
        await rig.PutAsync(rig.Documents.Keys.Plan(2), new(second, plan), StoreJson.Default.PlanRecord);
        await rig.PutAsync(rig.Documents.Keys.Ledger, second, DomainJson.Default.LedgerEntry);
        var delete = await rig.Documents.Store.CommitAsync(
            Transaction.Of(new StoreOperation.Delete(rig.Documents.Keys.Intent(intent.Id))),
            CancellationToken.None
        );
        Assert.IsType<CommitOutcome.Committed>(delete);
        return (second, first.TopologyHash);
    }

    private static async Task<IReadOnlyList<Intent>> IntentsAsync(CommandRig rig) =>
        [
            .. (
                await rig.Documents.ReadManyAsync(
                    rig.Documents.Keys.Intents,
                    DomainJson.Default.Intent,
                    ReadMode.Consistent,
                    CancellationToken.None
                )
            ).Select(f => f.OrNull()!),
        ];
}
