using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Topologies;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Tests.Core.TopologyFiles;
using FailoverCtl.TopologyFiles;
using Xunit;

namespace FailoverCtl.Tests.Core.CommandLine;

/// <summary>What differs between two topologies, and what applying the other would move.</summary>
public sealed class DifferenceTests
{
    [Fact]
    public void The_same_topology_has_no_difference() =>
        Assert.Empty(TopologyDifference.Between(Scenes.Topology, Scenes.Topology));

    [Theory]
    [InlineData("weights")]
    [InlineData("site-added")]
    [InlineData("site-removed")]
    public void A_difference_reads_as_recorded(string name)
    {
        var (other, intent) = (Other(name), Asked());
        Verify(
            $"diff-{name}.txt",
            DifferenceText.Render(
                TopologyDifference.Between(Scenes.Topology, other),
                Outlook(other, intent),
                colour: false
            )
        );
    }

    [Fact]
    public void The_document_is_as_recorded()
    {
        var other = Other("site-removed");
        Verify(
            "diff-site-removed.json",
            DifferenceJson.Render(
                "minimal",
                Scenes.Hash,
                TopologyDocument.Write(other).Hash,
                TopologyDifference.Between(Scenes.Topology, other),
                Outlook(other, Asked())
            )
        );
    }

    [Fact]
    public void Whatever_changes_in_the_document_is_named()
    {
        var service = Scenes.Topology.Services[new("www")];
        Topology[] others =
        [
            Scenes.Topology with
            {
                Policy = Scenes.Topology.Policy with { MinSites = 2 },
            },
            Scenes.Topology with
            {
                Zone = Scenes.Topology.Zone with { NegativeTtlSeconds = 7 },
            },
            Scenes.Topology with
            {
                Services = Scenes.Topology.Services.Set(service.Id, service with { Stateful = true }),
            },
            Scenes.Topology with
            {
                VantagePoints = Scenes.Topology.VantagePoints.Remove(new("ext-1")),
            },
        ];
        Assert.Equal(
            ["policy", "zone", "services", "vantagePoints"],
            others.Select(o => Assert.Single(TopologyDifference.Between(Scenes.Topology, o)).Section)
        );
    }

    private static ApplyOutlook Outlook(Topology other, Intent intent) =>
        ApplyOutlook.Of(
            Scenes.Healthy().Ledger,
            Scenes.Topology,
            Latches.None,
            new("minimal", 1, []),
            TopologyDocument.Write(other).Hash,
            other,
            intent
        );

    private static Intent Asked() =>
        new("i", IntentKind.Apply, "", "anna", "new building", [], default, IntentOutcome.Pending);

    private static Topology Other(string name)
    {
        var file = Path.Combine(Golden.Repository, "tests", "Core", "CommandLine", "scene.yaml");
        var text = File.ReadAllText(file);
        text = name switch
        {
            "weights" => text.Replace("rbx: { weight: 2", "rbx: { weight: 6", StringComparison.Ordinal)
                .Replace("demand: 900", "demand: 1000\n    ttl: 60", StringComparison.Ordinal),
            "site-added" => text.Replace("  gra: {}\n", "  gra: {}\n  par: {}\n", StringComparison.Ordinal)
                .Replace(
                    "      sbg: { capacity: 500, v4: 127.0.3.1 }\n",
                    "      sbg: { capacity: 500, v4: 127.0.3.1 }\n      par: { capacity: 500, v4: 127.0.4.1, v6: \"::4\" }\n",
                    StringComparison.Ordinal
                ),
            _ => string.Join('\n', text.Split('\n').Where(l => !l.Contains("sbg", StringComparison.Ordinal))),
        };
        var result = TopologyLoader.Read(new TopologyFile(name, System.Text.Encoding.UTF8.GetBytes(text)));
        return result.Topology ?? throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }

    private static void Verify(string file, string actual) =>
        Golden.Verify(Path.Combine(Golden.Repository, "tests", "Core", "CommandLine", "golden", file), actual);
}
