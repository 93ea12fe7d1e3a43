using System.Text.Json.Serialization.Metadata;
using FailoverCtl.Daemon.Catalog;
using FailoverCtl.Daemon.Processes;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store.Consul;
using FailoverCtl.Store.Documents;
using FailoverCtl.Tests.Adapters.CommandLine;
using FailoverCtl.Tests.Adapters.Store;
using FailoverCtl.TopologyFiles;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Catalog;

/// <summary>What one process keeps in a real Consul's catalog; the test writes what the roles would publish.</summary>
public sealed class CatalogRoleTests : IAsyncLifetime
{
    private const long Boot = 42;
    private const string SiteId = "failoverctl-site-sbg";

    private CatalogConsul _consul = null!;
    private ConsulKeyValueStore _store = null!;
    private ClusterDocuments _documents = null!;
    private long _counter;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _consul = await CatalogConsul.StartAsync(220);
        _store = _consul.Store();
        _documents = new(_store, new("minimal"));
        var topology = TopologyLoader.Load(CommandRig.Minimal).Topology!;
        Assert.Null(await Initialisation.RunAsync(_documents, topology, "p-1", Cancel));
        await PublishAsync(SiteCondition.Healthy);
    }

    public async ValueTask DisposeAsync()
    {
        if (_consul is not null)
        {
            _store.Dispose();
            await _consul.DisposeAsync();
        }
    }

    [Fact]
    public async Task Roles_and_the_site_of_the_controller_stand_in_the_catalog_and_go_when_the_process_ends()
    {
        using var role = Role();
        await role.StartAsync(Cancel);

        await SeenAsync("failoverctl-agent", "passing", "agent sbg-1 sees every endpoint up");
        await SeenAsync("failoverctl-dns", "passing", "DNS server ns-sbg answers the epoch in force");
        await SeenAsync("failoverctl-controller", "passing", "controller c-sbg watches; init is the author");
        await SeenAsync("failoverctl-site", "passing", "healthy; in service");
        var services = await _consul.GetAsync("v1/agent/services");
        Assert.Equal(
            ("127.0.3.1", 7071, "sbg", "42"),
            (
                (string?)services["failoverctl-agent-sbg-1"]!["Address"],
                (int)services["failoverctl-agent-sbg-1"]!["Port"]!,
                (string?)services["failoverctl-agent-sbg-1"]!["Meta"]!["site"],
                (string?)services["failoverctl-agent-sbg-1"]!["Meta"]!["boot"]
            )
        );

        await role.StopAsync(Cancel);

        Assert.Empty((await _consul.GetAsync("v1/agent/services")).AsObject());
    }

    [Fact]
    public async Task The_condition_of_the_site_is_its_checks_status()
    {
        using var role = Role();
        await role.StartAsync(Cancel);
        await SeenAsync("failoverctl-site", "passing", "healthy");

        await PublishAsync(SiteCondition.Degraded);
        await SeenAsync("failoverctl-site", "warning", "degraded");
        await PublishAsync(SiteCondition.Lost);
        await SeenAsync("failoverctl-site", "critical", "lost");

        await role.StopAsync(Cancel);
    }

    [Fact]
    public async Task What_somebody_deregistered_is_registered_again()
    {
        using var role = Role();
        await role.StartAsync(Cancel);
        await SeenAsync("failoverctl-site", "passing", "healthy");

        using var gone = await _consul.PutAsync($"v1/agent/service/deregister/{SiteId}");

        await CatalogConsul.Eventually(async () =>
            (await _consul.GetAsync("v1/agent/services")).AsObject().ContainsKey(SiteId)
        );
        await SeenAsync("failoverctl-site", "passing", "healthy");
        await role.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_site_in_maintenance_is_not_taken_back_when_its_controller_ends()
    {
        using var role = Role();
        await role.StartAsync(Cancel);
        await SeenAsync("failoverctl-site", "passing", "healthy");
        await _consul.MaintainAsync(SiteId, "new switch");

        await role.StopAsync(Cancel);

        var left = (await _consul.GetAsync("v1/agent/services")).AsObject();
        Assert.Equal([SiteId], left.Select(s => s.Key));
    }

    [Fact]
    public async Task A_store_without_a_catalog_is_said_once_and_costs_nothing_else()
    {
        await using var embedded = await LoopbackStore.StartAsync();
        var documents = new ClusterDocuments(embedded.Store, new("minimal"));
        var topology = TopologyLoader.Load(CommandRig.Minimal).Topology!;
        Assert.Null(await Initialisation.RunAsync(documents, topology, "p-1", Cancel));
        var log = new Lines();
        var consul = new ConsulOptions { Servers = [embedded.Address], ReadLimit = TimeSpan.FromSeconds(20) };
        using var role = new CatalogRole(Roles(), documents, consul, new(TimeProvider.System), log);
        await role.StartAsync(Cancel);

        await role.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(60), Cancel);

        Assert.Contains("keeps no catalog", Assert.Single(log.Said));
    }

    private static CatalogRoles Roles() => new(new("sbg-1"), new("c-sbg"), new("ns-sbg"), new("sbg"), Boot);

    private CatalogRole Role() =>
        new(
            Roles(),
            _documents,
            _consul.Options(),
            new Monotonic(TimeProvider.System),
            NullLogger<CatalogRole>.Instance
        );

    /// <summary>What agent, controller and DNS server would write.</summary>
    private async Task PublishAsync(SiteCondition condition)
    {
        _counter++;
        await PutAsync(
            _documents.Keys.Report("sbg-1"),
            new Report(new("sbg-1"), Boot, _counter, "hash", Blind: false, 6, [], []),
            DomainJson.Default.Report
        );
        await PutAsync(
            _documents.Keys.DnsServer("ns-sbg"),
            new DnsStatus(new("ns-sbg"), Boot, _counter, 1, 0),
            DomainJson.Default.DnsStatus
        );
        var sites = SortedMap<SiteId, SiteCondition>.Empty.Set(new("sbg"), condition);
        await PutAsync(
            _documents.Keys.Controller("c-sbg"),
            new ControllerStatus(new("c-sbg"), Boot, _counter, new("sbg"), 1, 1, 0, [], sites, null),
            DomainJson.Default.ControllerStatus
        );
    }

    private async Task PutAsync<T>(string key, T value, JsonTypeInfo<T> type) =>
        Assert.Null(await _store.PutAsync(key, Codec.Write(value, type), Cancel));

    private Task SeenAsync(string service, string status, string output) =>
        CatalogConsul.Eventually(async () =>
            (await _consul.GetAsync($"v1/health/checks/{service}"))
                .AsArray()
                .Any(c =>
                    (string?)c!["Status"] == status
                    && ((string?)c["Output"])!.StartsWith(output, StringComparison.Ordinal)
                )
        );

    private sealed class Lines : ILogger<CatalogRole>
    {
        private readonly List<string> _said = [];

        public IReadOnlyList<string> Said
        {
            get
            {
                lock (_said)
                {
                    return [.. _said];
                }
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            lock (_said)
            {
                _said.Add(formatter(state, exception));
            }
        }
    }
}
