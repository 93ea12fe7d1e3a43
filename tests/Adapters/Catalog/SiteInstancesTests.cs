using FailoverCtl.Daemon.Catalog;
using FailoverCtl.Decision.Maintenance;
using FailoverCtl.Store.Consul.Catalog;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Catalog;

public class SiteInstancesTests
{
    private static readonly CatalogService Sbg = new(
        "n1",
        "failoverctl-site-sbg",
        CatalogNames.Site,
        "",
        0,
        "minimal",
        "sbg",
        [Check("service:failoverctl-site-sbg", 7, "")]
    );

    [Fact]
    public void Maintenance_of_the_service_and_of_its_node_are_told_apart()
    {
        var service = Sbg with
        {
            Checks = [Check("_service_maintenance:failoverctl-site-sbg", 40, "new switch"), Check("serfHealth", 5, "")],
        };
        var node = Sbg with { Checks = [Check("_node_maintenance", 41, "rack")] };

        Assert.Equal(
            [
                new SiteInstance(new("sbg"), "n1", new(40, "new switch"), null),
                new SiteInstance(new("sbg"), "n1", null, new(41, "rack")),
                new SiteInstance(new("sbg"), "n1", null, null),
            ],
            SiteInstances.Of([service, node, Sbg], "minimal")
        );
    }

    [Fact]
    public void Another_clusters_site_and_a_service_that_is_nobodys_say_nothing() =>
        Assert.Empty(
            SiteInstances.Of([Sbg with { Cluster = "other" }, Sbg with { Cluster = null, Site = null }], "minimal")
        );

    [Fact]
    public void Maintenance_of_another_service_on_the_node_is_not_the_sites() =>
        Assert.Null(
            SiteInstances
                .Of([Sbg with { Checks = [Check("_service_maintenance:failoverctl-site-gra", 40, "")] }], "minimal")[0]
                .OfService
        );

    private static CatalogCheck Check(string id, ulong createIndex, string notes) =>
        new("n1", id, "critical", notes, "", "", createIndex, createIndex);
}
