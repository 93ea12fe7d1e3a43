using System.Globalization;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Topology;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Probing;

public class IcmpProbeTests
{
    /// <summary>Whether this host lets its group 0 to 2^31 (we are one of them, mostly 0) send echoes without privilege.</summary>
    private static bool Allowed =>
        File.ReadAllText("/proc/sys/net/ipv4/ping_group_range").Split() is [var first, var last, ..]
        && long.Parse(first, CultureInfo.InvariantCulture) == 0
        && long.Parse(last, CultureInfo.InvariantCulture) > 0;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task A_host_that_echoes_is_Up(string address)
    {
        Assert.SkipUnless(Allowed, "net.ipv4.ping_group_range allows no group here");
        Assert.SkipUnless(File.Exists("/proc/net/if_inet6") || !address.Contains(':'), "no IPv6 here");
        using var trial = Trial(address);
        await trial.UntilUp();
    }

    [Fact]
    public async Task Where_echoes_are_not_allowed_the_endpoint_is_unknown_and_the_operator_told()
    {
        Assert.SkipWhen(Allowed, "net.ipv4.ping_group_range allows every group here");
        using var trial = Trial();
        var report = await trial.Until(
            r => r.Sequence > 3 && r.Unhealthy is [{ Flaw: Flaw.NotAllowed }],
            "not allowed, in a fourth report"
        );
        Assert.Equal((ObservedState.Unknown, FailureKind.None), (report.Unhealthy[0].State, report.Unhealthy[0].Kind));
        Assert.Contains("net.ipv4.ping_group_range", Assert.Single(trial.Troubles), StringComparison.Ordinal);
    }

    private static AgentTrial Trial(string address = "127.0.0.1") =>
        new(AgentTrial.Topology(0, address: address, probe: static p => p with { Kind = ProbeKind.Icmp }));
}
