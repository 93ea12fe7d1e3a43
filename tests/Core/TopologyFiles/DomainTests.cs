using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles;
using Xunit;

namespace FailoverCtl.Tests.Core.TopologyFiles;

/// <summary>What lies in what, once it is bound.</summary>
public class DomainTests
{
    private static readonly Domain.Topology.Topology Campus = TopologyLoader
        .Load(
            Path.Combine(Golden.Repository, "tests/Core/TopologyFiles/baselines/none-four-buildings-of-a-campus.yaml")
        )
        .Topology!;

    [Fact]
    public void Buildings_of_one_campus_are_one_location_the_outermost() =>
        Assert.Equal(["alsace", "gra", "rbx"], Campus.SiteLocations.Select(l => l.Value));

    [Fact]
    public void A_site_lies_in_all_that_its_domains_lie_in() =>
        Assert.Equal(["alsace", "campus", "grid", "hall-1"], Campus.Sites[new("sbg")].Domains.Select(d => d.Value));

    [Fact]
    public void A_vantage_point_votes_with_the_campus_and_shares_what_its_site_shares()
    {
        var agent = Campus.VantagePoints[new("sbg2-1")];

        Assert.Equal(new LocationId("alsace"), agent.VotingDomain);
        Assert.Equal(Campus.Sites[new("sbg2")].Domains, agent.Domains);
    }

    [Fact]
    public void A_site_without_domains_is_a_location_of_its_own()
    {
        Assert.Equal(new Site(new("gra"), new("gra")), Campus.Sites[new("gra")]);
    }

    [Fact]
    public void What_a_service_needs_is_found_through_others_and_nothing_else_is()
    {
        var hoster = TopologyLoader.Load(Path.Combine(Golden.Repository, "topology", "french-hoster")).Topology!;

        Assert.Equal(new Dependencies([new("annuaire")], []), Dependencies.Of(new("ent-est"), hoster));
        Assert.Equal(new Dependencies([], [new("login-b")]), Dependencies.Of(new("ent-nord"), hoster));
    }

    [Theory]
    [InlineData("classe", 4, "annuaire")]
    [InlineData("ent-est", 2, "annuaire")]
    [InlineData("ent-nord", 0, "")]
    [InlineData("ent-idf", 0, "")]
    public void What_the_loss_of_Strasbourg_could_take_is_what_is_declared_there(string name, int own, string needed)
    {
        var hoster = TopologyLoader.Load(Path.Combine(Golden.Repository, "topology", "french-hoster")).Topology!;
        var lost = hoster.Sites.Values.Where(s => s.Location == new LocationId("sbg")).Select(s => s.Id).ToList();

        var exposure = Exposure.Of(hoster.Services[new(name)], lost, hoster);

        Assert.Equal(own, exposure.Placements.Count);
        Assert.Equal(needed, string.Join(' ', exposure.Services));
        Assert.Empty(exposure.Externals);
        Assert.Equal(own == 0 && needed.Length == 0, exposure.IsNone);
    }

    [Fact]
    public void What_others_run_is_lost_with_the_location_it_lies_in()
    {
        var bank = new External(new("bank"), "", [new("alsace"), new("campus")]);
        var topology = Campus with
        {
            Externals = Campus.Externals.Set(bank.Id, bank),
            Services = Campus.Services.Set(
                new("www"),
                Campus.Services[new("www")] with
                {
                    DependsOnExternals = [bank.Id],
                }
            ),
        };

        Assert.Equal(
            [bank.Id],
            Exposure.Of(topology.Services[new("www")], [new SiteId("sbg"), new SiteId("sbg2")], topology).Externals
        );
        Assert.Empty(Exposure.Of(topology.Services[new("www")], [new SiteId("sbg")], topology).Externals);
    }
}
