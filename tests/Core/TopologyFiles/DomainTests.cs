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
}
