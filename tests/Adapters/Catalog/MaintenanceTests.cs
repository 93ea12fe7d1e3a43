using FailoverCtl.Daemon.Commands;
using FailoverCtl.Decision.Maintenance;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul;
using FailoverCtl.Store.Documents;
using FailoverCtl.Store.Watching;
using FailoverCtl.Tests.Adapters.CommandLine;
using FailoverCtl.Tests.Adapters.Store;
using FailoverCtl.TopologyFiles;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Catalog;

/// <summary>`consul maint` on a real Consul with two real controllers: a drain, and its end.</summary>
public sealed class MaintenanceTests : IAsyncLifetime
{
    private const string SiteService = "failoverctl-site-sbg";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly TemporaryDirectory _state = new();
    private readonly List<IHost> _controllers = [];
    private CatalogConsul _consul = null!;
    private ConsulKeyValueStore _store = null!;
    private ClusterDocuments _documents = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _consul = await CatalogConsul.StartAsync(230);
        _store = _consul.Store();
        _documents = new(_store, new("minimal"));
        var minimal = TopologyLoader.Load(CommandRig.Minimal).Topology!;
        // One DNS server to read back from, and no long look at each step: it is about what is asked, not about the ramp.
        var dns = new DnsServer(new("ns-gra"), "ns-gra.example.test", new("gra"), "127.0.8.1:5530");
        var topology = minimal with
        {
            DnsServers = SortedMap<DnsServerId, DnsServer>.Empty.Set(dns.Id, dns),
            Policy = minimal.Policy with { ObservationMilliseconds = 100 },
        };
        Assert.Null(await Initialisation.RunAsync(_documents, topology, "p-1", Cancel));
        foreach (var (site, server) in new[] { ("sbg", (string?)null), ("gra", "ns-gra") })
        {
            var directory = Path.Combine(_state.Path, site);
            Directory.CreateDirectory(directory);
            var host = RoleHost.Build(
                new(null, $"c-{site}", server, site, "minimal", directory, _consul.Address.Authority, null)
            );
            _controllers.Add(host);
            await host.StartAsync(Cancel);
        }

        await CatalogConsul.Eventually(async () =>
            (await _consul.GetAsync("v1/agent/services")).AsObject().ContainsKey(SiteService)
        );
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _controllers)
        {
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
        }

        if (_consul is not null)
        {
            _store.Dispose();
            await _consul.DisposeAsync();
        }

        _state.Dispose();
    }

    [Fact]
    public async Task Maintenance_of_a_site_drains_it_and_its_end_brings_it_back()
    {
        await _consul.MaintainAsync(SiteService, "new switch");

        var drained = await LedgerAsync(e => e.Latches.DrainOf(new("sbg")) is not null);
        Assert.Equal(
            (DrainCause.Operator, MaintenanceIntents.By, "new switch"),
            drained.Latches.DrainOf(new("sbg")) is { } drain ? (drain.Cause, drain.By, drain.Reason) : default
        );
        Assert.Equal([IntentKind.Drain], (await IntentsAsync()).Select(i => i.Kind));

        await _consul.MaintainAsync(SiteService, null);

        await LedgerAsync(e => e.Latches.DrainOf(new("sbg")) is null);
        Assert.Equal([IntentKind.Drain, IntentKind.Undrain], (await IntentsAsync()).Select(i => i.Kind));
    }

    [Fact]
    public async Task Node_maintenance_drains_the_sites_that_only_that_node_carries()
    {
        // Both sites stand on the only node: the second is one too many, and a guard keeps it (I-02, I-03).
        using var on = await _consul.PutAsync("v1/agent/maintenance?enable=true&reason=rack");

        await LedgerAsync(e => e.Latches.Drains.Any(d => d.By == MaintenanceIntents.By && d.Reason == "rack"));
        var asked = await IntentsAsync(i => i.Count == 2);
        Assert.Equal(["site:gra", "site:sbg"], asked.Select(i => i.Scope));
    }

    [Fact]
    public async Task A_site_whose_registration_vanishes_stays_drained()
    {
        await _consul.MaintainAsync(SiteService, "new switch");
        await LedgerAsync(e => e.Latches.DrainOf(new("sbg")) is not null);
        var intent = (await IntentsAsync()).Single();
        await SettledAsync(intent.Id);

        // Its controller is away, so nobody registers it again; the other one goes on looking.
        await _controllers[0].StopAsync(Cancel);
        using var gone = await _consul.PutAsync($"v1/agent/service/deregister/{SiteService}");
        // The other site's maintenance is asked for: so the watch has looked since.
        await _consul.MaintainAsync("failoverctl-site-gra", "rack");
        var asked = await IntentsAsync(all => all.Any(i => i.Scope == "site:gra"));

        Assert.All(asked, i => Assert.Equal(IntentKind.Drain, i.Kind));
        var ledger = await _documents.ReadLedgerAsync(ReadMode.Consistent, Cancel);
        Assert.NotNull(ledger.OrNull()!.Latches.DrainOf(new("sbg")));
    }

    private Task SettledAsync(string id) =>
        WaitAsync(
            KeyQuery.One(_documents.Keys.Intent(id)),
            answer =>
                Codec.Read(answer.Values[0], DomainJson.Default.Intent).OrNull()
                    is { Outcome.State: IntentState.Accepted or IntentState.Done }
        );

    private async Task<LedgerEntry> LedgerAsync(Func<LedgerEntry, bool> wanted)
    {
        LedgerEntry? found = null;
        await WaitAsync(
            KeyQuery.One(_documents.Keys.Ledger),
            answer =>
                Codec.Read(answer.Values[0], DomainJson.Default.LedgerEntry).OrNull() is { } entry
                && wanted(entry)
                && (found = entry) is not null
        );
        return found!;
    }

    private async Task<IReadOnlyList<Intent>> IntentsAsync(Func<IReadOnlyList<Intent>, bool>? wanted = null)
    {
        IReadOnlyList<Intent> found = [];
        await WaitAsync(
            KeyQuery.Under(_documents.Keys.Intents),
            answer =>
            {
                found = [.. answer.Values.Select(v => Codec.Read(v, DomainJson.Default.Intent).OrNull()!)];
                return wanted is null || wanted(found);
            }
        );
        return found;
    }

    private async Task WaitAsync(KeyQuery query, Func<StoreAnswer, bool> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Patience);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        await new StoreWatch(_store, query, new(), TimeProvider.System, seed: 1).RunAsync(
            async (answer, _) =>
            {
                if (wanted(answer))
                {
                    await done.CancelAsync();
                }
            },
            static _ => { },
            static _ => { },
            done.Token
        );
        limit.Token.ThrowIfCancellationRequested();
    }
}
