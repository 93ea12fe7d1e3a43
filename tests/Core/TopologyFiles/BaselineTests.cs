using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles;
using FailoverCtl.TopologyFiles.Diagnostics;
using Xunit;

namespace FailoverCtl.Tests.Core.TopologyFiles;

/// <summary>
/// One mistake per file in baselines/, named by its code (and by those that come with it), with what is said about it
/// beside it; "none" names files without a mistake.
/// </summary>
public class BaselineTests
{
    private static readonly string Folder = Path.Combine(
        Golden.Repository,
        "tests",
        "Core",
        "TopologyFiles",
        "baselines"
    );

    public static TheoryData<string> Names =>
        [
            .. Directory
                .EnumerateFileSystemEntries(Folder)
                .Where(e => Directory.Exists(e) || Path.GetExtension(e) == ".yaml")
                .Select(e => Path.GetFileNameWithoutExtension(e)!)
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_said_about_a_mistake_is_as_recorded(string name) =>
        Golden.Verify(Path.Combine(Folder, name + ".expected"), DiagnosticText.Render(Read(name).Diagnostics));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_baseline_breaks_the_rules_that_name_it_and_no_other(string name)
    {
        var codes = Read(name).Diagnostics.Select(d => d.Code).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(name.StartsWith("none", StringComparison.Ordinal) ? [] : CodesOf(name), codes);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Only_errors_withhold_the_topology(string name)
    {
        var result = Read(name);

        Assert.Equal(result.Diagnostics.Any(d => d.IsError), result.Topology is null);
    }

    [Fact]
    public void Every_rule_of_the_catalogue_has_a_baseline_or_a_hostile_input()
    {
        var covered = Names
            .SelectMany(n => CodesOf(n.Data))
            .Concat(HostileInputTests.Codes)
            .Concat(["FCT101", "FCT108"]);

        Assert.Equal([], Catalogue.All.Select(r => r.Code).Except(covered));
    }

    [Fact]
    public void Codes_are_unique_and_in_order()
    {
        var codes = Catalogue.All.Select(r => r.Code).ToList();

        Assert.Equal(codes.Distinct().Order(StringComparer.Ordinal), codes);
    }

    [Fact]
    public void Every_key_reaches_the_model()
    {
        var topology = Read("none-every-key").Topology!;

        var text = System.Text.Json.Nodes.JsonNode.Parse(TopologyDocument.Write(topology).Bytes.Span)!.ToString();
        Golden.Verify(Path.Combine(Folder, "none-every-key.json"), text + "\n");
    }

    [Fact]
    public void Every_field_of_the_policy_can_be_set()
    {
        var (read, defaults) = (Read("none-every-key").Topology!.Policy, new Policy());

        Assert.Equal(
            [],
            typeof(Policy)
                .GetProperties()
                .Where(p => Equals(p.GetValue(read), p.GetValue(defaults)))
                .Select(p => p.Name)
        );
    }

    internal static IEnumerable<string> CodesOf(string name) =>
        name.Split('-')[0].Split('+').Order(StringComparer.Ordinal);

    internal static TopologyResult Read(string name)
    {
        var folder = Path.Combine(Folder, name);
        string[] files = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal)]
            : [folder + ".yaml"];
        return TopologyLoader.Read([.. files.Select(f => new TopologyFile(Path.GetFileName(f), File.ReadAllBytes(f)))]);
    }
}
