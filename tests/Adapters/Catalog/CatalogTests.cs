using FailoverCtl.Store.Consul.Catalog;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Catalog;

/// <summary>The catalog's client against a real Consul.</summary>
public sealed class CatalogTests : IAsyncLifetime
{
    private static readonly ServiceDefinition Site = new(
        "failoverctl-site-sbg",
        CatalogNames.Site,
        null,
        null,
        new("minimal", "sbg", null),
        null
    );
    private static readonly ServiceCheck Fine = new(CheckStatus.Passing, "healthy; in service");

    private CatalogConsul _consul = null!;
    private ConsulCatalog _catalog = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _consul = await CatalogConsul.StartAsync(200);
        _catalog = new ConsulCatalog(_consul.Options(), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        if (_consul is not null)
        {
            _catalog.Dispose();
            await _consul.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_registered_service_stands_in_the_catalog_with_its_check_and_its_sentence()
    {
        var agent = new ServiceDefinition(
            "failoverctl-agent-sbg-1",
            CatalogNames.Agent,
            "127.0.3.1",
            7071,
            new("minimal", "sbg", 42),
            TimeSpan.FromHours(72)
        );
        await RegisterAsync(agent, Fine);

        var service = await SyncedAsync(CatalogNames.Agent, Fine);
        Assert.Equal(
            (agent.Id, agent.Name, "127.0.3.1", 7071, "minimal", "sbg"),
            (service.Id, service.Name, service.Address, service.Port, service.Cluster, service.Site)
        );
        Assert.Equal(
            service with
            {
                Checks = [],
            },
            Assert.Single(Value(await _catalog.ServicesAsync(CatalogNames.Agent, Cancel)))
        );
        var checks = await _consul.GetAsync("v1/health/checks/failoverctl-agent");
        Assert.Equal("ttl", (string?)checks[0]!["Type"]);
    }

    [Theory]
    [InlineData(CheckStatus.Passing, "passing")]
    [InlineData(CheckStatus.Warning, "warning")]
    [InlineData(CheckStatus.Critical, "critical")]
    public async Task A_status_is_found_under_its_state_and_its_node(CheckStatus status, string state)
    {
        await RegisterAsync(Site, new(status, "so it is"));
        var service = await SyncedAsync(CatalogNames.Site, new(status, "so it is"));

        var id = CatalogNames.CheckId(Site.Id);
        Assert.Contains(
            Value(await _catalog.ChecksInStateAsync(state, Cancel)),
            c => c.Id == id && c.Output == "so it is"
        );
        Assert.Contains(Value(await _catalog.ChecksOfNodeAsync(service.Node, Cancel)), c => c.Id == id);
    }

    [Fact]
    public async Task Passing_the_same_again_and_again_writes_nothing()
    {
        await RegisterAsync(Site, Fine);
        await SyncedAsync(CatalogNames.Site, Fine);
        var before = Answer(await _catalog.ChecksInStateAsync("any", Cancel));

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(new CatalogOutcome.Done(), await PassAsync(Site, Fine));
        }

        // What follows is written, so what came before has had its chance to be.
        await PassAsync(Site, new(CheckStatus.Warning, "over"));
        await SyncedAsync(CatalogNames.Site, new(CheckStatus.Warning, "over"));
        var after = Answer(await _catalog.ChecksInStateAsync("any", Cancel));
        Assert.Equal(before.Index + 1, after.Index);
    }

    [Fact]
    public async Task A_pass_of_what_the_agent_does_not_know_says_so()
    {
        Assert.Equal(new CatalogOutcome.Unknown(), await PassAsync(Site, Fine));
        await RegisterAsync(Site, Fine);
        Assert.Equal(new CatalogOutcome.Done(), await WithdrawAsync());
        Assert.Equal(new CatalogOutcome.Unknown(), await PassAsync(Site, Fine));
    }

    [Fact]
    public async Task Maintenance_is_seen_with_its_reason_survives_a_registration_and_keeps_it_from_being_taken_back()
    {
        await RegisterAsync(Site, Fine);
        await SyncedAsync(CatalogNames.Site, Fine);
        await _consul.MaintainAsync(Site.Id, "new switch");
        var id = CatalogNames.ServiceMaintenance(Site.Id);
        var seen = await HealthAsync(s => s.Checks.Any(c => c.Id == id));
        var check = Assert.Single(seen.Checks, c => c.Id == id);
        Assert.Equal("new switch", check.Notes);
        Assert.True(check.CreateIndex > 0);

        Assert.Equal(new CatalogOutcome.Done(), await _catalog.RunAsync(Register(Site), Cancel));
        Assert.Equal(new CatalogOutcome.Kept(), await WithdrawAsync());
        Assert.Single(Value(await _catalog.AgentCheckAsync(_consul.Address, id, Cancel)));

        await _consul.MaintainAsync(Site.Id, null);
        Assert.Equal(new CatalogOutcome.Done(), await WithdrawAsync());
        Assert.Empty(Value(await _catalog.AgentServiceAsync(_consul.Address, Site.Id, Cancel)));
    }

    [Fact]
    public async Task A_site_stays_registered_while_its_node_is_in_maintenance_and_a_role_does_not()
    {
        var role = Site with { Id = "failoverctl-agent-sbg-1", Name = CatalogNames.Agent };
        await RegisterAsync(Site, Fine);
        await RegisterAsync(role, Fine);
        using var on = await _consul.PutAsync("v1/agent/maintenance?enable=true&reason=rack");

        Assert.Equal(new CatalogOutcome.Kept(), await WithdrawAsync());
        var step = new CatalogStep.Withdraw(_consul.Address, role.Id, "minimal");
        Assert.Equal(new CatalogOutcome.Done(), await _catalog.RunAsync(step, Cancel));

        using var off = await _consul.PutAsync("v1/agent/maintenance?enable=false");
        Assert.Equal(new CatalogOutcome.Done(), await WithdrawAsync());
    }

    [Fact]
    public async Task Each_time_maintenance_is_switched_on_it_has_a_higher_index()
    {
        await RegisterAsync(Site, Fine);
        var id = CatalogNames.ServiceMaintenance(Site.Id);
        var indexes = new List<ulong>();
        for (var i = 0; i < 3; i++)
        {
            await _consul.MaintainAsync(Site.Id, "again");
            var on = await HealthAsync(s => s.Checks.Any(c => c.Id == id));
            indexes.Add(on.Checks.Single(c => c.Id == id).CreateIndex);
            await _consul.MaintainAsync(Site.Id, null);
            await HealthAsync(s => s.Checks.All(c => c.Id != id));
        }

        Assert.Equal(indexes.Distinct().Order(), indexes);
    }

    [Fact]
    public async Task A_watch_waits_for_the_next_change()
    {
        await RegisterAsync(Site, Fine);
        await SyncedAsync(CatalogNames.Site, Fine);
        var index = Answer(await _catalog.WatchHealthAsync(CatalogNames.Site, 0, TimeSpan.Zero, Cancel)).Index;

        var watch = _catalog.WatchHealthAsync(CatalogNames.Site, index, TimeSpan.FromMinutes(5), Cancel);
        await _consul.MaintainAsync(Site.Id, "new switch");

        var service = Assert.Single(Value(await watch));
        Assert.Contains(service.Checks, c => c.Id == CatalogNames.ServiceMaintenance(Site.Id));
    }

    [Fact]
    public async Task An_id_that_another_cluster_has_registered_is_left_to_it()
    {
        await RegisterAsync(Site, Fine);
        var ours = Site with { Meta = Site.Meta with { Cluster = "other" } };

        Assert.Equal(new CatalogOutcome.Taken("minimal"), await _catalog.RunAsync(Register(ours), Cancel));
        Assert.Equal(new CatalogOutcome.Taken("minimal"), await WithdrawAsync("other"));
        Assert.Single(Value(await _catalog.AgentServiceAsync(_consul.Address, Site.Id, Cancel)));
    }

    [Fact]
    public async Task Leader_and_peers_are_known()
    {
        var leader = Value(await _catalog.LeaderAsync(Cancel));
        Assert.Equal([leader], Value(await _catalog.PeersAsync(Cancel)));
        Assert.StartsWith("127.0.8.1:", leader);
    }

    private CatalogStep.Register Register(ServiceDefinition service, CheckStatus first = CheckStatus.Passing) =>
        new(_consul.Address, service, first);

    private async Task RegisterAsync(ServiceDefinition service, ServiceCheck check)
    {
        Assert.Equal(new CatalogOutcome.Done(), await _catalog.RunAsync(Register(service, check.Status), Cancel));
        Assert.Equal(new CatalogOutcome.Done(), await PassAsync(service, check));
    }

    private Task<CatalogOutcome> PassAsync(ServiceDefinition service, ServiceCheck check) =>
        _catalog.RunAsync(new CatalogStep.Pass(_consul.Address, service.Id, check), Cancel);

    private Task<CatalogOutcome> WithdrawAsync(string cluster = "minimal") =>
        _catalog.RunAsync(new CatalogStep.Withdraw(_consul.Address, Site.Id, cluster), Cancel);

    /// <summary>Waits until the agent has written the check to the catalog.</summary>
    private Task<CatalogService> SyncedAsync(string name, ServiceCheck check) =>
        HealthAsync(
            s =>
                s.Checks.Any(c =>
                    c.Id == CatalogNames.CheckId(s.Id)
                    && c.Output == check.Output
                    && c.Status == check.Status.ToString().ToLowerInvariant()
                ),
            name
        );

    private async Task<CatalogService> HealthAsync(Func<CatalogService, bool> wanted, string name = CatalogNames.Site)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var index = 0UL;
        while (true)
        {
            var answer = Answer(await _catalog.WatchHealthAsync(name, index, TimeSpan.FromSeconds(30), limit.Token));
            index = answer.Index;
            if (answer.Value.FirstOrDefault(wanted) is { } found)
            {
                return found;
            }
        }
    }

    private static CatalogRead<T>.Answered Answer<T>(CatalogRead<T> read) =>
        Assert.IsType<CatalogRead<T>.Answered>(read);

    private static T Value<T>(CatalogRead<T> read) => Answer(read).Value;
}
