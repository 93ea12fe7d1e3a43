using FailoverCtl.TopologyFiles;
using Xunit;

namespace FailoverCtl.Tests.Core.TopologyFiles;

public sealed class LoaderTests : IDisposable
{
    private static readonly string[] Minimal = File.ReadAllLines(
        Path.Combine(Golden.Repository, "topology", "minimal", "topology.yaml")
    );

    private readonly string _directory = Directory.CreateTempSubdirectory("topology-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_files_of_a_directory_are_one_model()
    {
        var services = Array.IndexOf(Minimal, "services:");
        Write("b.yml", Minimal[services..]);
        Write("a.yaml", Minimal[..services]);

        var whole = TopologyLoader.Load(Path.Combine(Golden.Repository, "topology", "minimal")).Topology;
        Assert.Equal(whole, TopologyLoader.Load(_directory).Topology);
    }

    [Fact]
    public void One_file_is_a_topology_too()
    {
        Write("a.yaml", Minimal);

        Assert.NotNull(TopologyLoader.Load(Path.Combine(_directory, "a.yaml")).Topology);
    }

    [Fact]
    public void Hidden_files_other_files_and_deeper_directories_are_not_read()
    {
        Write("a.yaml", Minimal);
        Write(".#a.yaml", ["left by an editor"]);
        Write("notes.txt", ["not yaml"]);
        Directory.CreateDirectory(Path.Combine(_directory, "drills"));
        Write("drills/lost-site.yaml", ["drill: other"]);

        Assert.Equal([], TopologyLoader.Load(_directory).Diagnostics);
    }

    [Fact]
    public void The_order_of_lines_does_not_change_the_model()
    {
        var sorted = TopologyLoader.Load(Path.Combine(Golden.Repository, "topology", "minimal")).Topology;
        var swapped = Minimal.ToList();
        foreach (
            var at in swapped
                .Select((line, i) => (line, i))
                .Where(l => l.line == "    placements:")
                .Select(l => l.i)
                .ToList()
        )
        {
            swapped.Reverse(at + 1, 3);
        }

        Write("a.yaml", swapped);

        Assert.Equal(sorted, TopologyLoader.Load(_directory).Topology);
    }

    [Fact]
    public void A_directory_that_is_not_there_is_said_to_be_so()
    {
        var result = TopologyLoader.Load(Path.Combine(_directory, "none"));

        Assert.Equal(["FCT100"], result.Diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void An_empty_directory_is_no_topology() =>
        Assert.Equal(["FCT100"], TopologyLoader.Load(_directory).Diagnostics.Select(d => d.Code));

    [Fact]
    public void An_empty_file_lacks_everything()
    {
        Write("a.yaml", []);

        Assert.All(TopologyLoader.Load(_directory).Diagnostics, d => Assert.Equal("FCT202", d.Code));
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_an_error_and_the_rest_is_not_used()
    {
        Write("a.yaml", Minimal);
        File.CreateSymbolicLink(Path.Combine(_directory, "b.yaml"), Path.Combine(_directory, "gone"));

        var result = TopologyLoader.Load(_directory);

        Assert.Null(result.Topology);
        Assert.Equal(["FCT101"], result.Diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void A_file_without_end_is_read_up_to_the_limit()
    {
        File.CreateSymbolicLink(Path.Combine(_directory, "a.yaml"), "/dev/zero");

        Assert.Equal(["FCT102"], TopologyLoader.Load(_directory).Diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void Mistakes_come_in_the_order_of_files_and_lines()
    {
        Write("b.yaml", [.. Minimal, "nonsense: 1"]);
        Write("a.yaml", ["sites: { waw: { loc: x } }", "more: 1"]);

        var places = TopologyLoader
            .Load(_directory)
            .Diagnostics.Select(d => $"{Path.GetFileName(d.At.Source.Name)}:{d.At.Line}");

        Assert.Equal(["a.yaml:1", "a.yaml:2", $"b.yaml:{Minimal.Length + 1}"], places);
    }

    [Fact]
    public void More_risks_than_anyone_reads_are_a_risk_and_no_error()
    {
        Write("a.yaml", Minimal.TakeWhile(l => l != "services:"));
        Write(
            "b.yaml",
            Enumerable
                .Range(0, 300)
                .Select(i =>
                    $"  s{i}: {{ probe: {{ tcp: {{ port: 80 }} }}, placements: {{ rbx: {{ capacity: 1, v4: 127.0.1.1 }}, gra: {{ capacity: 1, v4: 127.0.2.1 }} }} }}"
                )
                .Prepend("services:")
        );

        var result = TopologyLoader.Load(_directory);

        Assert.NotNull(result.Topology);
        Assert.Equal(201, result.Diagnostics.Count);
        Assert.Equal("FCT108", result.Diagnostics[^1].Code);
    }

    private void Write(string name, IEnumerable<string> lines) =>
        File.WriteAllLines(Path.Combine(_directory, name), lines);
}
