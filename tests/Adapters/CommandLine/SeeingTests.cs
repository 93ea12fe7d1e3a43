using System.Text.Json;
using FailoverCtl.CommandLine;
using Xunit;

namespace FailoverCtl.Tests.Adapters.CommandLine;

/// <summary>get, describe and plan, up to their exit codes.</summary>
public sealed class SeeingTests
{
    [Fact]
    public async Task Get_lists_one_kind_and_names_are_for_scripts()
    {
        await using var rig = await CommandRig.StartAsync();
        var table = await rig.RunAsync("get", "sites");
        Assert.Equal((Exit.Fine, ""), (table.Exit, table.Error));
        Assert.StartsWith("SITE  LOCATION", table.Out);
        Assert.Equal("site/sbg\n", (await rig.RunAsync("get", "site", "sbg", "-o", "name")).Out);
    }

    [Fact]
    public async Task What_does_not_exist_is_recognised_by_its_spelling()
    {
        await using var rig = await CommandRig.StartAsync();
        var id = await rig.RunAsync("get", "sites", "sgb");
        Assert.Equal(Exit.Error, id.Exit);
        Assert.Contains("Did you mean 'sbg'?", id.Error);
        var kind = await rig.RunAsync("get", "servcies");
        Assert.Equal((Exit.Usage, ""), (kind.Exit, kind.Out));
        Assert.Contains("Did you mean 'services'?", kind.Error);
        Assert.Contains("Did you mean 'drain'?", (await rig.RunAsync("drian")).Error);
        Assert.Contains("Did you mean 'sbg'?", (await rig.RunAsync("drain", "sgb", "--reason", "r", "--yes")).Error);
    }

    [Fact]
    public async Task Describe_shows_what_belongs_to_a_site()
    {
        await using var rig = await CommandRig.StartAsync();
        var ran = await rig.RunAsync("describe", "site/sbg");
        Assert.Equal((Exit.Fine, ""), (ran.Exit, ran.Error));
        Assert.Contains("www/sbg/v4", ran.Out);
        Assert.DoesNotContain("www/gra/v4", ran.Out);
        using var json = JsonDocument.Parse((await rig.RunAsync("describe", "site/sbg", "-o", "json")).Out);
        Assert.Equal(2, json.RootElement.GetProperty("endpoints").GetArrayLength());
        Assert.Equal(Exit.Error, (await rig.RunAsync("describe", "site/sgb")).Exit);
        Assert.Equal(Exit.Usage, (await rig.RunAsync("describe", "sbg")).Exit);
    }

    [Fact]
    public async Task A_watch_shows_again_and_ends_when_it_is_interrupted()
    {
        await using var rig = await CommandRig.StartAsync();
        using var interrupt = new CancellationTokenSource();
        var output = new UntilLine("SITE", 2, interrupt);
        var ran = await rig.RunAsync(output, TextWriter.Null, interrupt.Token, "get", "sites", "--watch");
        Assert.Equal(Exit.Interrupted, ran);
    }

    [Fact]
    public async Task A_plan_from_files_needs_no_store()
    {
        var ran = await CommandRig.RunAsync("127.0.0.1:1", null, ["plan", "--lose", "sbg", CommandRig.Minimal]);
        Assert.Equal((Exit.Fine, ""), (ran.Exit, ran.Error));
        Assert.Contains("nothing would go unserved", ran.Out);
    }

    [Fact]
    public async Task A_plan_without_files_is_about_what_is_in_force()
    {
        await using var rig = await CommandRig.StartAsync();
        var ran = await rig.RunAsync("plan", "--lose", "sbg", "--at", "2021-04-06T08:00+02:00", "-o", "json");
        Assert.Equal((Exit.Fine, ""), (ran.Exit, ran.Error));
        using var json = JsonDocument.Parse(ran.Out);
        Assert.Equal("failoverctl.plan/1", json.RootElement.GetProperty("schema").GetString());
        Assert.Equal(1, json.RootElement.GetProperty("epoch").GetInt64());
    }

    [Fact]
    public async Task A_loss_that_leaves_something_unserved_exits_3()
    {
        using var files = new TopologyFolder(t =>
            t.Replace("capacity: 600", "capacity: 350", StringComparison.Ordinal)
        );
        var ran = await CommandRig.RunAsync("127.0.0.1:1", null, ["plan", "--lose", "sbg", files.Path]);
        Assert.Equal(Exit.Degraded, ran.Exit);
        Assert.Contains("200 of 900 requests/s (22.2 %) would go unserved", ran.Out);
    }

    [Theory]
    [InlineData("plan", "--lose", "sgb")]
    [InlineData("plan", "--lose", ",")]
    [InlineData("plan", "--lose", "sbg", "--at", "8:00")]
    [InlineData("plan", "--lose", "sbg", "-o", "wide")]
    [InlineData("plan")]
    public async Task A_plan_that_means_nothing_is_misuse(params string[] args)
    {
        var ran = await CommandRig.RunAsync("127.0.0.1:1", null, [.. args, CommandRig.Minimal]);
        Assert.Equal((Exit.Usage, ""), (ran.Exit, ran.Out));
    }

    [Fact]
    public async Task A_shell_completes_the_sites_of_the_topology_in_force()
    {
        await using var rig = await CommandRig.StartAsync();
        const string line = "failoverctl drain ";
        var ran = await rig.RunAsync($"[suggest:{line.Length}]", line);
        Assert.Contains("sbg", ran.Out.Split('\n'));
    }
}
