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

/// <summary>Each command end to end, up to its exit code.</summary>
public sealed class CommandTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Init_puts_the_first_epoch_in_force_and_says_what_is_next()
    {
        await using var rig = await CommandRig.StartAsync(initialised: false);
        var ran = await rig.RunAsync("init", CommandRig.Minimal);
        Assert.Equal((Exit.Fine, ""), (ran.Exit, ran.Error));
        Assert.Contains("epoch 1 is in force", ran.Out);
        Assert.Contains("failoverctl status --cluster minimal", ran.Out);
        Assert.Equal(1, (await rig.LedgerAsync()).Epoch);
    }

    [Fact]
    public async Task Init_twice_is_refused_and_changes_nothing()
    {
        await using var rig = await CommandRig.StartAsync();
        var before = await rig.LedgerAsync();
        var ran = await rig.RunAsync("init", CommandRig.Minimal);
        Assert.Equal((Exit.Refused, ""), (ran.Exit, ran.Out));
        Assert.Contains("exists in this store already", ran.Error);
        Assert.Equal(before, await rig.LedgerAsync());
    }

    [Fact]
    public async Task The_only_cluster_of_a_store_needs_no_name()
    {
        await using var rig = await CommandRig.StartAsync();
        var ran = await rig.RunAsync("status");
        Assert.Contains("cluster minimal", ran.Out);
    }

    [Fact]
    public async Task With_two_clusters_the_name_must_be_given()
    {
        await using var rig = await CommandRig.StartAsync();
        await rig.PutAsync("failoverctl/other/holds", new("other", 1, []), DomainJson.Default.Holds);
        var ran = await rig.RunAsync("status");
        Assert.Equal(Exit.Usage, ran.Exit);
        Assert.Contains("minimal, other", ran.Error);
    }

    [Fact]
    public async Task A_store_that_is_not_there_gives_69_and_no_data()
    {
        foreach (
            string[] command in new string[][] { ["status"], ["explain"], ["events"], ["hold", "all", "--reason", "r"] }
        )
        {
            var ran = await CommandRig.RunAsync("127.0.0.1:1", null, command);
            Assert.Equal((Exit.Unreachable, ""), (ran.Exit, ran.Out));
            Assert.Contains("127.0.0.1:1", ran.Error);
        }
    }

    [Fact]
    public async Task Status_without_any_controller_is_degraded_and_says_so()
    {
        await using var rig = await CommandRig.StartAsync();
        var ran = await rig.RunAsync("status");
        Assert.Equal(Exit.Degraded, ran.Exit);
        Assert.Contains("nobody acts", ran.Out);
    }

    [Fact]
    public async Task Status_as_JSON_goes_to_standard_output_alone()
    {
        await using var rig = await CommandRig.StartAsync();
        var ran = await rig.RunAsync("status", "-o", "json");
        Assert.Equal("", ran.Error);
        using var document = JsonDocument.Parse(ran.Out);
        Assert.Equal(1, document.RootElement.GetProperty("ledger").GetProperty("epoch").GetInt64());
    }

    [Fact]
    public async Task A_hold_works_with_no_controller_and_is_released_by_its_id()
    {
        await using var rig = await CommandRig.StartAsync();
        var held = await rig.RunAsync("hold", "sbg", "--reason", "works on the mains");
        Assert.Equal(Exit.Fine, held.Exit);
        var hold = Assert.Single(await rig.HoldsAsync());
        Assert.Equal(("site:sbg", "works on the mains", held.Out.Trim()), (hold.Scope, hold.Reason, hold.Id));
        Assert.StartsWith("anna@", hold.By);

        var released = await rig.RunAsync("release", hold.Id, "--yes");
        Assert.Equal(Exit.Fine, released.Exit);
        Assert.Empty(await rig.HoldsAsync());
    }

    [Fact]
    public async Task A_hold_written_out_in_full_works_although_the_ledger_is_damaged()
    {
        await using var rig = await CommandRig.StartAsync();
        await rig.PutAsync(rig.Documents.Keys.Ledger, "nonsense", DomainJson.Default.String);
        var ran = await rig.RunAsync("hold", "service:www", "--reason", "r");
        Assert.Equal(Exit.Fine, ran.Exit);
        Assert.Equal("service:www", Assert.Single(await rig.HoldsAsync()).Scope);
    }

    [Fact]
    public async Task A_hold_on_something_unknown_is_a_usage_error_that_names_the_sites()
    {
        await using var rig = await CommandRig.StartAsync();
        var ran = await rig.RunAsync("hold", "sgb", "--reason", "r");
        Assert.Equal(Exit.Usage, ran.Exit);
        Assert.Contains("gra, rbx, sbg", ran.Error);
        Assert.Empty(await rig.HoldsAsync());
    }

    [Fact]
    public async Task A_refused_drain_exits_4_and_prints_the_flag_that_overrides()
    {
        await using var rig = await CommandRig.StartAsync();
        using var limit = new CancellationTokenSource(Patience);
        var controller = rig.AnswerIntentAsync(new(IntentState.Refused, 0, [Full()]), limit.Token);
        var ran = await rig.RunAsync("drain", "sbg", "--reason", "it's dark", "--yes", "--timeout", "60s");
        Assert.Equal((Exit.Refused, ""), (ran.Exit, ran.Out));
        Assert.Contains("I-03 capacity", ran.Error);
        Assert.Contains("measured 120 requests/s would stay, limit 0 requests/s", ran.Error);
        Assert.Contains(
            """failoverctl drain sbg --override capacity --reason 'it'\''s dark' --cluster minimal""",
            ran.Error
        );
        Assert.Equal("site:sbg", (await controller).Scope);
    }

    [Fact]
    public async Task A_drain_that_is_done_exits_0_and_says_in_which_epoch()
    {
        await using var rig = await CommandRig.StartAsync();
        using var limit = new CancellationTokenSource(Patience);
        var controller = rig.AnswerIntentAsync(new(IntentState.Done, 5, []), limit.Token);
        var ran = await rig.RunAsync(
            "drain",
            "sbg",
            "--reason",
            "r",
            "--override",
            "capacity",
            "--until",
            "applied",
            "--yes"
        );
        Assert.Equal((Exit.Fine, "done: drain site:sbg, since epoch 5\n"), (ran.Exit, ran.Out));
        Assert.Equal(["capacity"], (await controller).Overrides);
    }

    [Fact]
    public async Task A_drain_that_nobody_takes_up_times_out_and_says_that_nobody_is_there()
    {
        await using var rig = await CommandRig.StartAsync();
        var ran = await rig.RunAsync("drain", "sbg", "--reason", "r", "--yes", "--timeout", "200ms");
        Assert.Equal(Exit.TimedOut, ran.Exit);
        Assert.Contains("nobody is there", ran.Error);
        Assert.Contains("stays in the store", ran.Error);
    }

    [Fact]
    public async Task A_script_must_say_yes()
    {
        await using var rig = await CommandRig.StartAsync();
        var ran = await rig.RunAsync("drain", "sbg", "--reason", "r");
        Assert.Equal(Exit.Usage, ran.Exit);
        Assert.Contains("--yes", ran.Error);
        Assert.Empty(await IntentsAsync(rig));
    }

    [Fact]
    public async Task A_person_who_does_not_say_yes_changes_nothing()
    {
        await using var rig = await CommandRig.StartAsync();
        var ran = await rig.AnswerAsync("n\n", "drain", "sbg", "--reason", "r");
        Assert.Equal(Exit.Error, ran.Exit);
        Assert.Empty(await IntentsAsync(rig));
    }

    [Fact]
    public async Task A_dry_run_prints_the_intent_and_writes_nothing()
    {
        await using var rig = await CommandRig.StartAsync();
        var ran = await rig.RunAsync("undrain", "sbg", "--reason", "r", "--dry-run");
        Assert.Equal(Exit.Fine, ran.Exit);
        Assert.Equal(IntentKind.Undrain, JsonSerializer.Deserialize(ran.Out, DomainJson.Default.Intent)!.Kind);
        Assert.Empty(await IntentsAsync(rig));
    }

    [Fact]
    public async Task Without_waiting_the_intent_is_written_and_named()
    {
        await using var rig = await CommandRig.StartAsync();
        var ran = await rig.RunAsync("release", "freeze", "--yes", "--no-wait");
        Assert.Equal(Exit.Fine, ran.Exit);
        var intent = Assert.Single(await IntentsAsync(rig));
        Assert.Equal((IntentKind.Release, "freeze", ran.Out.Trim()), (intent.Kind, intent.Scope, intent.Id));
    }

    [Fact]
    public async Task Events_and_explain_read_the_kept_plans_with_no_controller_alive()
    {
        await using var rig = await CommandRig.StartAsync();
        var entry = await rig.LedgerAsync() with
        {
            Epoch = 2,
            Cause = new(CauseKind.Intent, "x", "drain site:sbg by anna: new switch"),
        };
        var step = new PlanStep(SteeringMap.AsDeclared, Latches.None, [], "sbg goes down by 25 points");
        var plan = new Plan(
            "p1",
            entry.Cause,
            1,
            1,
            [step],
            [],
            entry.Evidence,
            false,
            ["mail stays where it is"],
            ["x"]
        );
        await rig.PutAsync(rig.Documents.Keys.Ledger, entry, DomainJson.Default.LedgerEntry);
        await rig.PutAsync(rig.Documents.Keys.Plan(2), new(entry, plan), StoreJson.Default.PlanRecord);

        var events = await rig.RunAsync("events");
        Assert.Equal((Exit.Fine, ""), (events.Exit, events.Error));
        Assert.Contains("asked: drain site:sbg by anna: new switch", events.Out);
        var explained = await rig.RunAsync("explain");
        Assert.Contains("sbg goes down by 25 points", explained.Out);
        Assert.Contains("mail stays where it is", explained.Out);
        Assert.Equal(Exit.Error, (await rig.RunAsync("explain", "77")).Exit);
    }

    [Theory]
    [InlineData("drian")]
    [InlineData("drain")]
    [InlineData("drain", "sbg")]
    [InlineData("drain", "sbg", "--reason", " ", "--yes")]
    [InlineData("drain", "sbg", "--reason", "r", "--wait", "--no-wait")]
    [InlineData("drain", "sbg", "--reason", "r", "--timeout", "soon")]
    [InlineData("status", "-o", "wide")]
    [InlineData("events", "-o", "yaml")]
    [InlineData("apply", "--reason", "r", "--yes")]
    [InlineData("events", "-n", "101")]
    [InlineData("simulate")]
    [InlineData("simulate", "--seeds", "9..1")]
    [InlineData("simulate", "--seed", "1", "--family", "nobody")]
    [InlineData("check", "/nowhere/at/all", "--nonsense")]
    [InlineData("status", "--cluster", "Not/A/Cluster")]
    [InlineData("status", "--consul-addr", "ftp://x")]
    public async Task Misuse_exits_64_and_prints_only_on_standard_error(params string[] args)
    {
        var ran = await CommandRig.RunAsync("127.0.0.1:1", null, args);
        Assert.Equal((Exit.Usage, ""), (ran.Exit, ran.Out));
        Assert.NotEqual("", ran.Error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("version")]
    [InlineData("completion", "bash")]
    public async Task What_was_asked_for_goes_to_standard_output(params string[] args)
    {
        var ran = await CommandRig.RunAsync("127.0.0.1:1", null, args);
        Assert.Equal((Exit.Fine, ""), (ran.Exit, ran.Error));
        Assert.NotEqual("", ran.Out);
    }

    [Fact]
    public async Task Validate_says_what_is_wrong_on_standard_output_and_exits_1()
    {
        var directory = Directory.CreateTempSubdirectory("failoverctl-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "a.yaml"), "cluster: x\nsitez: {}\n");
            var ran = await CommandRig.RunAsync("127.0.0.1:1", null, ["validate", directory.FullName]);
            Assert.Equal((Exit.Error, ""), (ran.Exit, ran.Error));
            Assert.Contains("a.yaml:2:1: error FCT", ran.Out);
        }
        finally
        {
            directory.Delete(recursive: true);
        }

        Assert.Equal(
            Exit.Fine,
            (await CommandRig.RunAsync("127.0.0.1:1", null, ["validate", CommandRig.Minimal])).Exit
        );
    }

    [Fact]
    public async Task A_seed_that_is_good_exits_0()
    {
        var ran = await CommandRig.RunAsync("127.0.0.1:1", null, ["simulate", "--seed", "1"]);
        Assert.Equal(Exit.Fine, ran.Exit);
        Assert.Contains("seed 1 is good", ran.Out);
    }

    [Fact]
    public async Task A_seed_of_a_family_says_what_was_seen_and_how_to_see_it_again()
    {
        var ran = await CommandRig.RunAsync(
            "127.0.0.1:1",
            null,
            ["simulate", "--seed", "1", "--family", "lostReplies"]
        );
        Assert.Equal(Exit.Fine, ran.Exit);
        Assert.Contains("family lostReplies, seed 1 is good", ran.Out);
        Assert.Contains("again: failoverctl simulate --family lostReplies --seed 1", ran.Out);
    }

    private static Finding Full() =>
        new(
            "I-03",
            "capacity",
            "www/sbg/v4 cannot be emptied: the other sites have no proven room for it",
            "120 requests/s would stay",
            "0 requests/s",
            Overridable: true
        );

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
