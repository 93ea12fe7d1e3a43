using System.Text;
using CsCheck;
using FailoverCtl.Domain.Json;
using FailoverCtl.TopologyFiles;
using FailoverCtl.TopologyFiles.Diagnostics;
using Xunit;

namespace FailoverCtl.Tests.Core.TopologyFiles;

public class LoaderPropertyTests
{
    private static readonly string[] Samples =
    [
        File.ReadAllText(Path.Combine(Golden.Repository, "topology", "minimal", "topology.yaml")),
        File.ReadAllText(Path.Combine(Golden.Repository, "tests/Core/TopologyFiles/baselines/none-every-key.yaml")),
    ];

    /// <summary>Pieces that mean something to a YAML parser or to the language.</summary>
    private static readonly string[] Pieces =
    [
        "{",
        "}",
        "[",
        "]",
        ":",
        ": ",
        ",",
        "\n",
        "\n  ",
        " ",
        "-",
        "- ",
        "?",
        "? ",
        "#",
        "&a ",
        "*a ",
        "!",
        "!!map ",
        "|",
        ">",
        "'",
        "\"",
        "%",
        "@",
        "`",
        "<<: ",
        "---\n",
        "...\n",
        "\\",
        "\t",
        "\0",
        "\u2028",
        "\uD83D\uDE00",
        "0",
        "-1",
        "%YAML 1.1\n",
        "sites",
        "www",
        "rbx",
        "v4",
        "weight: 1",
        "capacity: 1",
        "null",
        "~",
    ];

    private static readonly Gen<string> Damaged = Gen.Select(
        OneOf(Samples),
        Gen.Select(Gen.Double[0, 1], Gen.Int[0, 12], OneOf(Pieces)).Array[1, 4],
        (text, edits) =>
            edits.Aggregate(
                text,
                (t, edit) =>
                {
                    var at = (int)(edit.Item1 * t.Length);
                    return t.Remove(at, Math.Min(edit.Item2, t.Length - at)).Insert(at, edit.Item3);
                }
            )
    );

    [Fact]
    public void A_damaged_file_gives_a_topology_or_a_reason_and_never_an_exception() =>
        Damaged.Sample(
            text =>
            {
                var result = Read(text);
                Assert.Equal(result.Topology is null, result.Diagnostics.Any(d => d.IsError));
                Assert.NotEqual(
                    "",
                    DiagnosticText.Render(result.Diagnostics) + (result.Topology is null ? "" : "fine")
                );
            },
            iter: 1_000
        );

    [Fact]
    public void Each_mistake_is_placed_inside_the_file() =>
        Damaged.Sample(
            text =>
            {
                var lines = text.Split(["\r\n", "\n", "\r"], StringSplitOptions.None);
                Assert.All(
                    Read(text).Diagnostics,
                    d =>
                    {
                        Assert.InRange(d.At.Line, 1, lines.Length);
                        Assert.InRange(d.At.Column, 1, lines[d.At.Line - 1].Length + 1);
                    }
                );
            },
            iter: 1_000
        );

    [Fact]
    public void What_was_accepted_survives_the_way_through_the_store() =>
        Damaged.Sample(
            text =>
            {
                if (Read(text).Topology is { } topology)
                {
                    var document = TopologyDocument.Write(topology);
                    Assert.Equal(topology, TopologyDocument.Read(document.Hash, document.Bytes.Span));
                }
            },
            iter: 1_000
        );

    [Fact]
    public void The_weights_of_an_accepted_service_add_up_to_the_whole() =>
        Gen.Int[1, 1_000]
            .Array[1, 12]
            .Sample(weights =>
            {
                var ids = Enumerable.Range(0, weights.Length).ToList();
                var topology = Read(
                    $$"""
                    cluster: many
                    zone: { name: example.test }
                    sites: { {{string.Join(", ", ids.Select(i => $"s{i}: {{}}"))}} }
                    vantagePoints: { a: { network: x, address: "192.0.2.1:1" }, b: { network: y, address: "192.0.2.2:1" } }
                    services:
                      www:
                        probe: { tcp: { port: 80 } }
                        placements: { {{string.Join(
                        ", ",
                        ids.Select(i => $"s{i}: {{ weight: {weights[i]}, capacity: 1, v4: 10.0.0.{i + 1} }}")
                    )}} }
                    """
                ).Topology!;

                Assert.Equal(10_000, topology.Services.Values[0].Placements.Values.Sum(p => p.Weight));
            });

    private static TopologyResult Read(string text) =>
        TopologyLoader.Read(new TopologyFile("t.yaml", Encoding.UTF8.GetBytes(text)));

    private static Gen<string> OneOf(string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
