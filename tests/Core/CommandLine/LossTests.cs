using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Topologies;
using FailoverCtl.Decision.Outlook;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Tests.Core.TopologyFiles;
using FailoverCtl.TopologyFiles;
using Xunit;

namespace FailoverCtl.Tests.Core.CommandLine;

/// <summary>plan --lose, from files.</summary>
public sealed class LossTests
{
    private static readonly Topology Hosters = TopologyLoader
        .Load(Path.Combine(Golden.Repository, "tests", "Core", "CommandLine", "hosters.yaml"))
        .Topology!;

    [Theory]
    [InlineData("strasbourg", "sbg1,sbg2")]
    [InlineData("one-building", "sbg2")]
    [InlineData("two-campuses", "rbx,sbg1,sbg2")]
    [InlineData("other-hoster", "par")]
    public void A_loss_reads_as_recorded(string name, string sites) =>
        Golden.Verify(
            Path.Combine(Golden.Repository, "tests", "Core", "CommandLine", "golden", $"plan-{name}.txt"),
            LossText.Render(Lose(Hosters, sites), "hosters as declared", DemandAt.Describe(null), colour: false)
        );

    [Fact]
    public void The_document_is_as_recorded() =>
        Golden.Verify(
            Path.Combine(Golden.Repository, "tests", "Core", "CommandLine", "golden", "plan-one-building.json"),
            LossJson.Render(Lose(Hosters, "sbg2"), DemandAt.Describe(null))
        );

    /// <summary>
    /// The minister blamed the burned hoster for the portals of two regions, which had nothing there: what the plan says.
    /// </summary>
    [Fact]
    public void The_loss_of_Strasbourg_on_6_April_2021_reads_as_recorded()
    {
        var topology = TopologyLoader.Load(Path.Combine(Golden.Repository, "topology", "french-hoster")).Topology!;
        var at = new DateTimeOffset(2021, 4, 6, 8, 0, 0, TimeSpan.FromHours(2));
        var sites = string.Join(',', LossScope.Sites(topology, "sbg"));

        Golden.Verify(
            Path.Combine(Golden.Repository, "tests", "Core", "CommandLine", "golden", "plan-6-april.txt"),
            LossText.Render(
                Lose(DemandAt.Of(topology, at), sites),
                "french-hoster as declared",
                DemandAt.Describe(at),
                colour: false
            )
        );
    }

    [Theory]
    [InlineData("sbg2", "sbg2")]
    [InlineData("sbg", "sbg1,sbg2,sbg3,sbg4")]
    [InlineData("backbone", "gra,rbx,sbg1,sbg2,sbg3,sbg4")]
    [InlineData("lille", "lil")]
    [InlineData("nowhere", "")]
    public void A_site_a_location_or_a_domain_is_lost_by_its_name(string name, string sites)
    {
        var topology = TopologyLoader.Load(Path.Combine(Golden.Repository, "topology", "french-hoster")).Topology!;

        Assert.Equal(sites, string.Join(',', LossScope.Sites(topology, name)));
    }

    [Fact]
    public void What_a_service_needs_is_followed_through_others_and_out_of_circles()
    {
        var topology = TopologyLoader.Load(Path.Combine(Golden.Repository, "topology", "french-hoster")).Topology!;
        var circle = topology with
        {
            Services = topology.Services.Values.ToSortedMap(
                s => s.Id,
                s => s.Id.Value == "annuaire" ? s with { DependsOn = [new("classe"), new("ent-nord")] } : s
            ),
        };

        Assert.Equal(["annuaire", "ent-nord"], Dependencies.Of(new("classe"), circle).Services.Select(s => s.Value));
        Assert.Equal(["login-b"], Dependencies.Of(new("classe"), circle).Externals.Select(e => e.Value));
    }

    [Fact]
    public void A_service_without_a_place_there_loses_nothing()
    {
        var loss = Lose(Hosters, "sbg1,sbg2").Services.Single(s => s.Service.Value == "portal-paris");
        Assert.Equal((false, 0L, 0L), (loss.IsPlacedThere, loss.LostPerSecond, loss.UnservedPerSecond));
        Assert.All(loss.Placements, p => Assert.Equal(p.Before, p.After));
    }

    [Fact]
    public void Two_buildings_of_one_campus_are_one_scope_and_never_freeze()
    {
        var outlook = Lose(Hosters, "sbg1,sbg2");
        Assert.Null(outlook.Freeze);
        Assert.All(["sbg1", "sbg2"], s => Assert.Equal(DrainCause.Lost, outlook.After.Latches.DrainOf(new(s))?.Cause));
    }

    [Fact]
    public void Two_locations_at_once_freeze_and_move_nothing()
    {
        var outlook = Lose(Hosters, "rbx,sbg1,sbg2");
        Assert.NotNull(outlook.Freeze);
        Assert.Equal(outlook.Before.Steering, outlook.After.Steering);
    }

    [Fact]
    public void What_finds_no_room_is_unserved_and_never_pushed_over_a_receivers_capacity()
    {
        var loss = Lose(Hosters, "sbg1,sbg2").Services.Single(s => s.Service.Value == "portal-east");
        // 4000 requests/s, and the only receiver has proven 1500.
        Assert.Equal(2_500, loss.UnservedPerSecond);
        Assert.All(loss.Placements.Where(p => !p.IsLost), p => Assert.True(p.LoadPerSecond <= p.CapacityPerSecond));
    }

    [Theory]
    [InlineData(Mode.Propose, true)]
    [InlineData(Mode.Observe, false)]
    public void What_waits_for_an_approval_is_shown_as_approved_and_what_is_observed_as_not_done(Mode mode, bool moves)
    {
        var topology = Hosters with { Policy = Hosters.Policy with { Mode = mode } };
        var outlook = Lose(topology, "sbg2");
        Assert.Equal(moves, outlook.After.Steering != outlook.Before.Steering);
        Assert.Equal(moves, !outlook.Approvals.IsEmpty);
        Assert.Equal(!moves, !outlook.Refused.IsEmpty);
    }

    [Fact]
    public void What_is_held_stays_and_is_named()
    {
        var holds = new Holds("hosters", 2, [new("h", "service:lessons", "ada", "exams", default)]);
        var outlook = LossRehearsal.Run(Hosters, AsDeclared.Of(Hosters), holds, [new SiteId("sbg2")]);
        Assert.Contains(
            "held by an operator (I-23)",
            LossText.Render(outlook, "", "", colour: false),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_loss_is_judged_from_the_steering_in_force()
    {
        var first = Lose(Hosters, "sbg1,sbg2").After;
        var second = LossRehearsal.Run(Hosters, first, new("hosters", 1, []), [new SiteId("par")]);
        Assert.Equal(first.Steering, second.Before.Steering);
        Assert.Equal(0, second.Services.Single(s => s.Service.Value == "lessons").LostPerSecond);
    }

    private static LossOutlook Lose(Topology topology, string sites) =>
        LossRehearsal.Run(
            topology,
            AsDeclared.Of(topology),
            new(topology.Cluster, 1, []),
            sites.Split(',').Select(s => new SiteId(s)).ToEquatableArray()
        );
}
