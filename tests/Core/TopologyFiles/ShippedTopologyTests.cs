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
        Assert.Equal(new Placement(new("gra"), 3_334, 600, "127.0.2.1", null), www.Placements.Values[0]);
        Assert.Equal([2_500, 5_000, 2_500], topology.Services[new("api")].Placements.Values.Select(p => p.Weight));
        Assert.Equal(
            new DnsServer(new("ns-gra"), "ns-gra.example.test", new SiteId("gra"), "127.0.2.1:5353"),
            topology.DnsServers.Values[0]
        );
        Assert.Equal(new Policy(), topology.Policy);
    }

    [Fact]
    public void What_is_said_about_the_french_hoster_is_as_recorded()
    {
        var folder = Path.Combine(Golden.Repository, "topology", "french-hoster");
        var files = Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal);

        var result = TopologyLoader.Read([
            .. files.Select(f => new TopologyFile(Path.GetFileName(f), File.ReadAllBytes(f))),
        ]);

        Golden.Verify(Path.Combine(folder, "validate.txt"), DiagnosticText.Render(result.Diagnostics));
        Assert.NotNull(result.Topology);
    }

    [Fact]
    public void The_french_hoster_has_four_buildings_that_are_one_location_and_two_portals_elsewhere()
    {
        var topology = TopologyLoader.Load(Path.Combine(Golden.Repository, "topology", "french-hoster")).Topology!;
        var strasbourg = topology.Sites.Values.Where(s => s.Location == new LocationId("sbg")).ToList();

        Assert.Equal(["sbg1", "sbg2", "sbg3", "sbg4"], strasbourg.Select(s => s.Id.Value));
        Assert.Equal(
            ["ent-idf", "ent-nord"],
            topology
                .Services.Values.Where(s =>
                    !s
                        .Placements.Keys.Concat(
                            Dependencies
                                .Of(s.Id, topology)
                                .Services.SelectMany(n => topology.Services[n].Placements.Keys)
                        )
                        .Any(p => topology.Sites[p].Location == new LocationId("sbg"))
                )
                .Select(s => s.Id.Value)
        );
    }

    [Theory]
    [InlineData("classe", "2021-04-06T07:30:00+02:00", 10_000)]
    [InlineData("classe", "2021-04-06T08:30:00+02:00", 15_000)]
    [InlineData("classe", "2021-04-13T08:30:00+02:00", 5_000)]
    [InlineData("classe", "2021-03-10T00:47:00+01:00", 150)]
    [InlineData("ent-nord", "2021-04-06T09:00:00+02:00", 2_500)]
    public void The_school_day_of_6_April_2021_is_declared_by_the_hour(string service, string instant, int perSecond)
    {
        var topology = TopologyLoader.Load(Path.Combine(Golden.Repository, "topology", "french-hoster")).Topology!;

        Assert.Equal(
            perSecond,
            topology.DemandAt(topology.Services[new(service)], DateTimeOffset.Parse(instant, null))
        );
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
