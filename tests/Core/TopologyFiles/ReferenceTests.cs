using System.Text.Json.Nodes;
using FailoverCtl.TopologyFiles.Diagnostics;
using FailoverCtl.TopologyFiles.Language;
using Xunit;

namespace FailoverCtl.Tests.Core.TopologyFiles;

/// <summary>What is published about the language is what the reader does.</summary>
public class ReferenceTests
{
    [Fact]
    public void The_published_schema_is_that_of_the_reader() =>
        Golden.Verify(
            Path.Combine(Golden.Repository, "topology", "schema", "topology.schema.json"),
            SchemaDocument.Text()
        );

    [Theory]
    [InlineData("topology.md", "keys")]
    [InlineData("diagnostics.md", "diagnostics")]
    [InlineData("diagnostics.md", "examples")]
    public void The_tables_of_the_reference_are_those_of_the_reader(string page, string table)
    {
        var file = Path.Combine(Golden.Repository, "docs", "reference", page);
        var (start, end) = ($"<!-- {table}: made by ReferenceTests -->\n", $"<!-- end of {table} -->");
        var text = File.ReadAllText(file);
        var (from, to) = (
            text.IndexOf(start, StringComparison.Ordinal) + start.Length,
            text.IndexOf(end, StringComparison.Ordinal)
        );

        var made = table switch
        {
            "keys" => ReferenceTables.Keys(),
            "diagnostics" => ReferenceTables.Diagnostics(),
            _ => Examples(),
        };

        Golden.Verify(file, $"{text[..from]}\n{made.TrimEnd()}\n\n{text[to..]}");
    }

    /// <summary>Each code as the baseline that is named by it shows it.</summary>
    private static string Examples() =>
        string.Concat(
            BaselineTests
                .Names.Select(n => (Name: (string)n.Data, Code: ((string)n.Data).Split('-', '+')[0]))
                .Where(b => b.Code != "none")
                .DistinctBy(b => b.Code)
                .Select(b => BaselineTests.Read(b.Name).Diagnostics.First(d => d.Code == b.Code))
                .Select(d => $"### {d.Code}\n\n{d.Rule.Summary}\n\n```\n{DiagnosticText.Render(d).TrimEnd()}\n```\n\n")
        );

    [Fact]
    public void The_example_with_every_key_has_each_key_of_the_schema()
    {
        var words = File.ReadAllText(
                Path.Combine(Golden.Repository, "tests/Core/TopologyFiles/baselines/none-every-key.yaml")
            )
            .Split([' ', '\n', ':', '{', '}', ','], StringSplitOptions.RemoveEmptyEntries)
            .ToHashSet();

        Assert.Equal([], Properties(JsonNode.Parse(SchemaDocument.Text())!).Where(k => !words.Contains(k)));
    }

    private static IEnumerable<string> Properties(JsonNode node) =>
        node is JsonObject branch
            ? branch.SelectMany(p =>
                (p.Key == "properties" ? ((JsonObject)p.Value!).Select(k => k.Key) : []).Concat(Properties(p.Value!))
            )
            : [];
}
