using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles;
using FailoverCtl.TopologyFiles.Diagnostics;
using Xunit;

namespace FailoverCtl.Tests.Core.TopologyFiles;

public class ShippedTopologyTests
{
    [Fact]
    public void The_minimal_topology_has_nothing_to_complain_about()
    {
        var result = TopologyLoader.Load(Path.Combine(Golden.Repository, "topology", "minimal"));

        Assert.Equal("", DiagnosticText.Render(result.Diagnostics));
        Assert.NotNull(result.Topology);
    }

    [Fact]
    public void The_minimal_topology_is_read_with_its_defaults()
    {
        var topology = TopologyLoader.Load(Path.Combine(Golden.Repository, "topology", "minimal")).Topology!;

        Assert.Equal("minimal", topology.Cluster);
        Assert.Equal(new Zone("example.test", "hostmaster.example.test", 30), topology.Zone);
        Assert.Equal(["gra", "rbx", "strasbourg"], topology.SiteLocations.Select(l => l.Value));
        Assert.Equal(["elsewhere", "gra", "rbx", "strasbourg"], topology.VotingDomains.Select(l => l.Value));
        var www = topology.Services[new("www")];
        Assert.Equal("www.example.test", www.Name);
        Assert.Equal(900, www.DemandPerSecond);
        Assert.Equal(30, www.TtlSeconds);
        Assert.Equal(new Probe(ProbeKind.Http, 8080, "/healthz", "www.example.test", 200, 1_000, 1_000), www.Probe);
        Assert.Equal(10_000, www.Placements.Values.Sum(p => p.Weight));
        Assert.Equal(new Placement(new("gra"), 3_334, 500, "127.0.2.1", null), www.Placements.Values[0]);
        Assert.Equal([2_500, 5_000, 2_500], topology.Services[new("api")].Placements.Values.Select(p => p.Weight));
        Assert.Equal(
            new DnsServer(new("ns-gra"), "ns-gra.example.test", new SiteId("gra"), "127.0.2.1:5353"),
            topology.DnsServers.Values[0]
        );
        Assert.Equal(new Policy(), topology.Policy);
    }

    [Fact]
    public void The_fragile_topology_is_read_and_says_itself_what_it_would_not_survive()
    {
        var file = Path.Combine(Golden.Repository, "topology", "fragile", "topology.yaml");
        var said = File.ReadLines(file).Where(l => l.StartsWith("#   ", StringComparison.Ordinal)).Select(l => l[4..]);

        var result = TopologyLoader.Load(file);

        Assert.NotNull(result.Topology);
        Assert.Equal(said, result.Diagnostics.Select(d => $"{d.At.Line}:{d.At.Column}: warning {d.Code}: {d.Message}"));
    }
}
