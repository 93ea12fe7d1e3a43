using FailoverCtl.CommandLine;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul.Access;
using FailoverCtl.Tests.Adapters.CommandLine;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Catalog;

public class AclCommandTests
{
    [Fact]
    public async Task It_prints_the_rules_and_needs_no_store()
    {
        var ran = await RunAsync("acl", "agent", "--id", "rbx-1", "--cluster", "web-eu");
        var rules = AccessPolicy.Render(AccessRole.Agent, "rbx-1", new Keys("web-eu"));
        Assert.Equal(new Ran(Exit.Fine, rules, ""), ran);
    }

    [Fact]
    public async Task Roles_that_are_many_need_their_id()
    {
        var ran = await RunAsync("acl", "dns", "--cluster", "web-eu");
        Assert.Equal((Exit.Usage, ""), (ran.Exit, ran.Out));
        Assert.Contains("say which dns: --id ID", ran.Error);
    }

    [Fact]
    public async Task Roles_that_are_about_no_single_id_take_none()
    {
        var ran = await RunAsync("acl", "viewer", "--id", "x", "--cluster", "web-eu");
        Assert.Equal((Exit.Usage, ""), (ran.Exit, ran.Out));
        Assert.Contains("leave --id out", ran.Error);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\"b")]
    public async Task An_id_that_would_widen_the_rules_is_refused(string id)
    {
        var ran = await RunAsync("acl", "agent", "--id", id, "--cluster", "web-eu");
        Assert.Equal((Exit.Usage, ""), (ran.Exit, ran.Out));
        Assert.Contains("is no id", ran.Error);
    }

    [Fact]
    public async Task The_cluster_is_not_guessed()
    {
        var ran = await RunAsync("acl", "viewer");
        Assert.Equal((Exit.Usage, ""), (ran.Exit, ran.Out));
        Assert.Contains("FAILOVERCTL_CLUSTER", ran.Error);
    }

    /// <summary>Nothing answers at that address.</summary>
    private static Task<Ran> RunAsync(params string[] args) => CommandRig.RunAsync("127.0.0.1:1", null, args);
}
