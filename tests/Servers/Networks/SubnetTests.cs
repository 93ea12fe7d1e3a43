using FailoverCtl.Daemon.Sandbox.Networks;
using Xunit;

namespace FailoverCtl.Tests.Servers.Networks;

/// <summary>A world takes no addresses that this machine may need to reach.</summary>
public sealed class SubnetTests
{
    [Theory]
    [InlineData("10.77.3.0/24 dev eth1 proto kernel scope link src 10.77.3.9")]
    [InlineData("10.0.0.0/8 via 192.0.2.1 dev eth0")]
    [InlineData("local 10.77.0.9 dev lo table local proto kernel scope host src 10.77.0.9")]
    [InlineData("default via 10.77.200.1 dev eth0")]
    public void Addresses_that_a_route_touches_are_in_use(string route) => Assert.True(new Subnet(77).IsUsedBy(route));

    [Theory]
    [InlineData("")]
    [InlineData("default via 192.0.2.1 dev eth0")]
    [InlineData("10.78.0.0/16 dev fct78 proto kernel scope link src 10.78.0.1")]
    [InlineData("broadcast 192.0.2.255 dev eth0 table local proto kernel scope link src 192.0.2.2")]
    public void Other_routes_leave_them_free(string route) => Assert.False(new Subnet(77).IsUsedBy(route));
}
