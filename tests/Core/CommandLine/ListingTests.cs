using System.Text.Json;
using FailoverCtl.CommandLine.Listings;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Tests.Core.TopologyFiles;
using Xunit;

namespace FailoverCtl.Tests.Core.CommandLine;

/// <summary>get and describe.</summary>
public sealed class ListingTests
{
    private static readonly History History = new([
        new(Scenes.Healthy().Ledger, Scenes.Plan()),
        new(Scenes.SiteLost().Ledger, Scenes.Plan()),
    ]);

    public static TheoryData<string> Kinds => [.. Kind.All.Select(k => k.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_lists_as_recorded(string name)
    {
        var (kind, listing) = List(name);
        Verify($"get-{name}.txt", ListingText.Render("minimal", kind, listing, OutputForm.Wide, colour: false));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_is_one_JSON_document_with_an_item_for_each_name(string name)
    {
        var (kind, listing) = List(name);
        using var document = JsonDocument.Parse(
            ListingText.Render("minimal", kind, listing, OutputForm.Json, colour: false)
        );
        var names = ListingText.Render("minimal", kind, listing, OutputForm.Name, colour: false);
        Assert.Equal(ListingText.ListSchema, document.RootElement.GetProperty("schema").GetString());
        Assert.Equal(names.Count(c => c == '\n'), document.RootElement.GetProperty("items").GetArrayLength());
        Assert.StartsWith($"{kind.Singular}/", names, StringComparison.Ordinal);
    }

    [Fact]
    public void YAML_says_what_JSON_says() => Verify("get-sites.yaml", Render("sites", OutputForm.Yaml));

    [Theory]
    [InlineData("sites", "sbg")]
    [InlineData("services", "www")]
    public void A_description_reads_as_recorded(string name, string id)
    {
        var (kind, listing) = List(name);
        var row = listing.Rows.Single(r => r.Id == id);
        Verify(
            $"describe-{kind.Singular}-{id}.txt",
            ListingText.Describe(kind, listing, row, Related.To(kind, row, Scene(), History), colour: false)
        );
    }

    [Fact]
    public void A_misspelt_kind_is_recognised()
    {
        Assert.Null(Kind.Find("servises", out var problem));
        Assert.Contains("Did you mean 'services'?", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_drain_with_an_end_shows_what_is_left_of_it()
    {
        var snapshot = Scenes.DrainUnderWay();
        var drain = snapshot.Ledger.Latches.Drains[0] with { RemainingMilliseconds = 7_200_900 };
        snapshot = snapshot with
        {
            Ledger = snapshot.Ledger with { Latches = snapshot.Ledger.Latches with { Drains = [drain] } },
        };
        var kind = Kind.Find("sites", out _)!;
        // The author has counted 900 ms of it.
        Assert.Contains(
            "in 2 h 0 min",
            ListingText.Render("minimal", kind, kind.List(snapshot, History), OutputForm.Wide, colour: false),
            StringComparison.Ordinal
        );
    }

    private static string Render(string name, OutputForm form)
    {
        var (kind, listing) = List(name);
        return ListingText.Render("minimal", kind, listing, form, colour: false);
    }

    private static (Kind Kind, Listing Listing) List(string name)
    {
        var kind = Kind.Find(name, out _)!;
        return (kind, kind.List(Scene(), History));
    }

    private static ClusterSnapshot Scene() =>
        Scenes.SiteLost() with
        {
            Holds = Scenes.Held().Holds,
            Intents =
            [
                Scenes.Intent(new(IntentState.Accepted, 14, [])),
                Scenes.Intent(IntentOutcome.Pending) with
                {
                    Id = "i2",
                    Scope = $"topology:{Scenes.Hash}",
                    Kind = IntentKind.Apply,
                },
            ],
        };

    private static void Verify(string file, string actual) =>
        Golden.Verify(Path.Combine(Golden.Repository, "tests", "Core", "CommandLine", "golden", file), actual);
}
