using System.Text.Json;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Tests.Core.TopologyFiles;
using Xunit;

namespace FailoverCtl.Tests.Core.CommandLine;

/// <summary>What the operator reads, as files. FAILOVERCTL_RECORD=1 writes them anew.</summary>
public sealed class RenderingTests
{
    public static TheoryData<string> Names =>
        ["healthy", "site-lost", "frozen", "held", "drain-under-way", "no-leader", "reflex", "evidence"];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_status_reads_as_recorded(string name) =>
        Verify($"status-{name}.txt", StatusText.Render(Scene(name), colour: false));

    [Fact]
    public void The_status_document_is_as_recorded() =>
        Verify("status-site-lost.json", StatusJson.Render(Scenes.SiteLost()));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_status_document_is_one_JSON_object_that_names_its_schema(string name)
    {
        using var document = JsonDocument.Parse(StatusJson.Render(Scene(name)));
        Assert.Equal(StatusJson.Schema, document.RootElement.GetProperty("schema").GetString());
    }

    [Theory]
    [InlineData("healthy", false)]
    [InlineData("site-lost", true)]
    [InlineData("frozen", true)]
    [InlineData("held", true)]
    [InlineData("drain-under-way", true)]
    [InlineData("no-leader", true)]
    [InlineData("reflex", true)]
    [InlineData("evidence", false)]
    public void Whatever_is_out_stopped_behind_or_damaged_degrades(string name, bool degraded) =>
        Assert.Equal(degraded, Notice.Of(Scene(name)).Any(n => n.Degrades));

    [Fact]
    public void An_explanation_reads_as_recorded() =>
        Verify(
            "explain-site-lost.txt",
            ExplainText.Render(
                Scenes.SiteLost().Ledger,
                Scenes.Plan(),
                Scenes.Healthy().Ledger,
                Scenes.Topology,
                Scenes.Held().Seer!.Waiting,
                colour: false
            )
        );

    [Fact]
    public void An_event_reads_as_recorded() =>
        Verify(
            "event-site-lost.txt",
            EventText.Render(Scenes.SiteLost().Ledger, Scenes.Plan(), Scenes.Healthy().Ledger, colour: false)
        );

    [Fact]
    public void A_refusal_that_may_be_overridden_ends_with_the_command_that_does_it() =>
        Verify(
            "refusal-capacity.txt",
            RefusalText.Render(
                Scenes.Intent(
                    new(
                        IntentState.Refused,
                        0,
                        [
                            new(
                                "I-03",
                                "capacity",
                                "www/sbg/v4 cannot be emptied: the other sites have no proven room for it",
                                "120 requests/s would stay",
                                "0 requests/s",
                                Overridable: true
                            ),
                        ]
                    )
                ),
                "sbg",
                "minimal"
            )
        );

    [Fact]
    public void A_refusal_without_override_offers_no_command()
    {
        var text = RefusalText.Render(
            Scenes.Intent(new(IntentState.Refused, 0, [new("I-02", "last-site", "a", "b", "c", Overridable: false)])),
            "sbg",
            "minimal"
        );
        Assert.Contains("I-02 last-site has no override", text, StringComparison.Ordinal);
        Assert.DoesNotContain("--override", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_others_wrote_cannot_move_the_cursor() =>
        Assert.DoesNotContain('\e', StatusText.Render(Scenes.Held(), colour: false));

    [Fact]
    public void Colours_change_nothing_but_escape_sequences()
    {
        var coloured = StatusText.Render(Scenes.SiteLost(), colour: true);
        Assert.Contains('\e', coloured);
        Assert.Equal(
            StatusText.Render(Scenes.SiteLost(), colour: false),
            System.Text.RegularExpressions.Regex.Replace(
                coloured,
                "\e\\[[0-9;]*m",
                "",
                default,
                TimeSpan.FromSeconds(1)
            )
        );
    }

    [Fact]
    public void The_last_epoch_that_touched_a_site_is_found_among_later_ones()
    {
        var before = Scenes.Healthy().Ledger with { Epoch = 13 };
        var lost = Scenes.SiteLost().Ledger;
        var later = lost with { Epoch = 15 };
        var history = new History([new(before, Scenes.Plan()), new(lost, Scenes.Plan()), new(later, Scenes.Plan())]);
        Assert.Equal(14, history.LastThatTouched(e => e.Site == Scenes.Sbg, Scenes.Sbg)?.Entry.Epoch);
    }

    private static ClusterSnapshot Scene(string name) =>
        name switch
        {
            "healthy" => Scenes.Healthy(),
            "site-lost" => Scenes.SiteLost(),
            "frozen" => Scenes.Frozen(),
            "held" => Scenes.Held(),
            "drain-under-way" => Scenes.DrainUnderWay(),
            "evidence" => Scenes.Evidence(),
            "reflex" => Scenes.Reflex(),
            _ => Scenes.NoLeader(),
        };

    private static void Verify(string file, string actual) =>
        Golden.Verify(Path.Combine(Golden.Repository, "tests", "Core", "CommandLine", "golden", file), actual);
}
