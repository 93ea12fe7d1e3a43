using FailoverCtl.Domain.Collections;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul;
using FailoverCtl.Store.Consul.Catalog;
using FailoverCtl.Tests.Adapters.Store;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Catalog;

/// <summary>What the catalog's client makes of servers that lie, stall or know nothing of a catalog.</summary>
public class CatalogFaultTests
{
    private const string Token = "secret-token-1234";
    private static readonly ServiceDefinition Site = new(
        "failoverctl-site-sbg",
        CatalogNames.Site,
        null,
        null,
        new("minimal", "sbg", null),
        null
    );

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_agent_that_hangs_costs_one_time_limit()
    {
        await using var server = new FakeServer(_ => new TaskCompletionSource<string?>().Task);
        using var catalog = Catalog(server, TimeSpan.FromMilliseconds(200));

        var failed = Assert.IsType<CatalogOutcome.Failed>(await RegisterAsync(catalog, server));
        Assert.Equal(StoreFailureKind.TimedOut, failed.Failure.Kind);
    }

    [Fact]
    public async Task A_refused_token_is_a_refusal_and_stays_out_of_the_message()
    {
        await using var server = new FakeServer(FakeServer.Reply("403 Forbidden", "Permission denied"));
        using var catalog = Catalog(server);

        var failed = Assert.IsType<CatalogOutcome.Failed>(await RegisterAsync(catalog, server));
        Assert.Equal(StoreFailureKind.Refused, failed.Failure.Kind);
        Assert.DoesNotContain(Token, failed.Failure.Message);
        Assert.Contains($"X-Consul-Token: {Token}", Assert.Single(server.Requests));
    }

    [Fact]
    public async Task A_registration_carries_its_time_to_live_its_metadata_and_how_long_it_may_be_critical()
    {
        await using var server = new FakeServer(FakeServer.Reply("200 OK", "{}"));
        using var catalog = Catalog(server);
        var service = Site with { Meta = new("minimal", "sbg", 42), DeregisterCriticalAfter = TimeSpan.FromHours(72) };

        await catalog.RunAsync(new CatalogStep.Register(server.Address, service, CheckStatus.Critical), Cancel);

        var request = server.Requests[^1];
        Assert.StartsWith("PUT /v1/agent/service/register HTTP/1.1", request);
        Assert.Contains(""""Meta":{"boot":"42","cluster":"minimal","site":"sbg"}"""", request);
        Assert.Contains(""""TTL":"15s","Status":"warning","DeregisterCriticalServiceAfter":"259200s"}"""", request);
    }

    [Theory]
    [InlineData("nope")]
    [InlineData("null")]
    [InlineData("""{"a":1}""")]
    [InlineData("""[{"Service":[]}]""")]
    [InlineData("""[{"Checks":[{"CreateIndex":"x"}]}]""")]
    public async Task A_body_that_is_none_of_Consuls_is_a_failure(string body)
    {
        await using var server = new FakeServer(FakeServer.Reply("200 OK", body, "X-Consul-Index: 7"));
        using var catalog = Catalog(server);

        var failed = Assert.IsType<CatalogRead<EquatableArray<CatalogService>>.Failed>(await HealthAsync(catalog));
        Assert.Equal(StoreFailureKind.Malformed, failed.Failure.Kind);
    }

    [Fact]
    public async Task Holes_in_a_body_are_left_out()
    {
        var body = """[null,{},{"Node":{},"Service":{"Meta":null},"Checks":[null]}]""";
        await using var server = new FakeServer(FakeServer.Reply("200 OK", body, "X-Consul-Index: 7"));
        using var catalog = Catalog(server);

        var answer = Assert.IsType<CatalogRead<EquatableArray<CatalogService>>.Answered>(await HealthAsync(catalog));
        Assert.Equal(2, answer.Value.Count);
        Assert.All(answer.Value, s => Assert.Null(s.Cluster));
    }

    [Fact]
    public async Task An_election_is_a_failure_and_no_missing_catalog()
    {
        await using var server = new FakeServer(FakeServer.Reply("500 Internal Server Error", "No cluster leader"));
        using var catalog = Catalog(server);

        var failed = Assert.IsType<CatalogRead<EquatableArray<CatalogService>>.Failed>(await HealthAsync(catalog));
        Assert.Equal(StoreFailureKind.NoLeader, failed.Failure.Kind);
    }

    [Fact]
    public async Task An_agent_that_cannot_tell_who_asks_has_not_forgotten_the_service()
    {
        await using var server = new FakeServer(FakeServer.Reply("500 Internal Server Error", "No cluster leader"));
        using var catalog = Catalog(server);
        var pass = new CatalogStep.Pass(server.Address, Site.Id, new(CheckStatus.Passing, "fine"));

        var failed = Assert.IsType<CatalogOutcome.Failed>(await catalog.RunAsync(pass, Cancel));
        Assert.Equal(StoreFailureKind.NoLeader, failed.Failure.Kind);
        Assert.IsType<CatalogOutcome.Failed>(await RegisterAsync(catalog, server));
    }

    [Fact]
    public async Task The_embedded_store_has_no_catalog()
    {
        await using var store = await LoopbackStore.StartAsync();
        using var catalog = new ConsulCatalog(
            new() { Servers = [store.Address], ReadLimit = TimeSpan.FromSeconds(20) },
            TimeProvider.System
        );

        Assert.IsType<CatalogRead<EquatableArray<CatalogService>>.NoCatalog>(await HealthAsync(catalog));
        Assert.Equal(
            new CatalogOutcome.NoCatalog(),
            await catalog.RunAsync(new CatalogStep.Register(store.Address, Site, CheckStatus.Passing), Cancel)
        );
    }

    /// <param name="limit">Null: a patient one, for the machine that runs the tests may be busy.</param>
    private static ConsulCatalog Catalog(FakeServer server, TimeSpan? limit = null) =>
        new(
            new ConsulOptions
            {
                Servers = [server.Address],
                Token = Token,
                ReadLimit = limit ?? TimeSpan.FromSeconds(20),
                PutLimit = limit ?? TimeSpan.FromSeconds(20),
            },
            TimeProvider.System
        );

    private static Task<CatalogOutcome> RegisterAsync(ConsulCatalog catalog, FakeServer server) =>
        catalog.RunAsync(new CatalogStep.Register(server.Address, Site, CheckStatus.Passing), Cancel);

    private static Task<CatalogRead<EquatableArray<CatalogService>>> HealthAsync(ConsulCatalog catalog) =>
        catalog.WatchHealthAsync(CatalogNames.Site, 0, TimeSpan.Zero, Cancel);
}
