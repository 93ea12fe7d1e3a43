using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul;
using FailoverCtl.Store.Consul.Access;
using FailoverCtl.Store.Consul.Catalog;
using FailoverCtl.Store.Documents;
using FailoverCtl.Tests.Adapters.CommandLine;
using FailoverCtl.Tests.Adapters.Store;
using FailoverCtl.TopologyFiles;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Catalog;

/// <summary>
/// The printed policies on a real Consul that denies by default (SEC-13, SEC-15): each role does all of its own work, and
/// everything else is refused to it.
/// </summary>
public sealed class AccessTests : IAsyncLifetime
{
    private const string Master = "5d1e0e0c-6b0a-4a53-9a7e-3f0e7b8d1c11";
    private static readonly Keys Keys = new("minimal");
    private static readonly byte[] Bytes = "x"u8.ToArray();

    private CatalogConsul _consul = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Every kind of key, and keys next door.</summary>
    private static string[] AllKeys { get; } =
    [
        Keys.Ledger,
        Keys.Holds,
        Keys.TopologyChunk("hash", 0),
        Keys.Plan(5),
        Keys.Intent("i-1"),
        Keys.Report("rbx-1"),
        Keys.Report("gra-1"),
        Keys.Controller("c-rbx"),
        Keys.Controller("c-gra"),
        Keys.DnsServer("ns-rbx"),
        Keys.DnsServer("ns-gra"),
        "failoverctl/other/ledger",
        "elsewhere/key",
    ];

    private static string[] AllPrefixes { get; } =
    ["failoverctl/", Keys.Prefix, Keys.Reports, Keys.Controllers, Keys.Intents, Keys.Plans, Keys.Topology("hash")];

    private static string[] PrefixesOfCluster { get; } = [.. AllPrefixes.Where(p => p.StartsWith(Keys.Prefix))];

    private static string[] OfCluster { get; } = [.. AllKeys.Where(k => k.StartsWith(Keys.Prefix))];

    public async ValueTask InitializeAsync()
    {
        var more = new JsonObject
        {
            ["acl"] = new JsonObject
            {
                ["enabled"] = true,
                ["default_policy"] = "deny",
                ["enable_key_list_policy"] = true,
                ["tokens"] = new JsonObject { ["master"] = Master, ["agent"] = Master },
            },
        };
        _consul = await CatalogConsul.StartAsync(210, more, Master);
        using var store = _consul.Store(Master);
        foreach (var key in AllKeys)
        {
            Assert.Null(await store.PutAsync(key, Bytes, Cancel));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_consul is not null)
        {
            await _consul.DisposeAsync();
        }
    }

    [Fact]
    public Task An_agent_writes_its_own_report_and_reads_what_it_runs_by() =>
        MayOnlyAsync(
            AccessRole.Agent,
            "rbx-1",
            writes: [Keys.Report("rbx-1")],
            reads: [Keys.Ledger, Keys.TopologyChunk("hash", 0), Keys.Report("rbx-1")],
            prefixes: [Keys.Topology("hash")],
            registers: [CatalogNames.Agent]
        );

    [Fact]
    public Task A_controller_writes_ledger_plans_intents_and_its_own_heartbeat_and_no_holds() =>
        MayOnlyAsync(
            AccessRole.Controller,
            "c-rbx",
            writes: [Keys.Ledger, Keys.Plan(5), Keys.Intent("i-1"), Keys.Controller("c-rbx")],
            reads: OfCluster,
            prefixes: PrefixesOfCluster,
            registers: [CatalogNames.Controller, CatalogNames.Site]
        );

    [Fact]
    public Task A_dns_server_writes_its_own_status_and_nothing_else() =>
        MayOnlyAsync(
            AccessRole.Dns,
            "ns-rbx",
            writes: [Keys.DnsServer("ns-rbx")],
            reads: [Keys.Ledger, Keys.Holds, Keys.TopologyChunk("hash", 0), Keys.DnsServer("ns-rbx")],
            prefixes: [Keys.Topology("hash")],
            registers: [CatalogNames.Dns]
        );

    [Fact]
    public Task An_operator_writes_intents_holds_and_topologies_and_no_ledger() =>
        MayOnlyAsync(
            AccessRole.Operator,
            "",
            writes: [Keys.Intent("i-1"), Keys.Holds, Keys.TopologyChunk("hash", 0)],
            reads: OfCluster,
            prefixes: PrefixesOfCluster,
            registers: [CatalogNames.Site]
        );

    [Fact]
    public Task An_admin_writes_its_cluster_and_no_other() =>
        MayOnlyAsync(
            AccessRole.Admin,
            "",
            writes: OfCluster,
            reads: OfCluster,
            prefixes: PrefixesOfCluster,
            registers: []
        );

    [Fact]
    public Task A_viewer_reads_and_writes_nothing() =>
        MayOnlyAsync(AccessRole.Viewer, "", writes: [], reads: OfCluster, prefixes: PrefixesOfCluster, registers: []);

    [Fact]
    public Task Without_a_token_nothing_is_read_and_nothing_written() =>
        MayOnlyAsync(null, "", writes: [], reads: [], prefixes: [], registers: []);

    [Fact]
    public async Task A_controller_commits_an_epoch_under_the_holds_with_its_intents_and_its_plan()
    {
        using var store = _consul.Store(await TokenAsync(AccessRole.Controller, "c-rbx"));
        var ledger = await IndexAsync(store, Keys.Ledger);
        var holds = await IndexAsync(store, Keys.Holds);
        var intent = await IndexAsync(store, Keys.Intent("i-1"));

        Assert.IsType<CommitOutcome.Committed>(
            await store.CommitAsync(
                Transaction.Of(
                    new StoreOperation.Cas(Keys.Ledger, "2"u8.ToArray(), ledger),
                    new StoreOperation.CheckIndex(Keys.Holds, holds),
                    new StoreOperation.Set(Keys.Plan(6), Bytes),
                    new StoreOperation.Cas(Keys.Intent("i-1"), "2"u8.ToArray(), intent)
                ),
                Cancel
            )
        );
        Assert.IsType<ReadOutcome.Answered>(
            await store.WatchAsync(
                KeyQuery.One(Keys.Ledger),
                ledger,
                TimeSpan.FromMinutes(1),
                ReadMode.Consistent,
                Cancel
            )
        );
    }

    [Fact]
    public async Task A_controller_sees_who_carries_a_site_and_what_is_in_maintenance_and_an_operator_puts_it_there()
    {
        var controller = await TokenAsync(AccessRole.Controller, "c-rbx");
        using var catalog = new ConsulCatalog(_consul.Options(controller), TimeProvider.System);
        var site = Service(CatalogNames.Site);
        Assert.Equal(new CatalogOutcome.Done(), await RegisterAsync(catalog, site));

        await _consul.MaintainAsync(site.Id, "new switch", await TokenAsync(AccessRole.Operator, ""));

        await CatalogConsul.Eventually(async () =>
            await catalog.WatchHealthAsync(CatalogNames.Site, 0, TimeSpan.Zero, Cancel)
                is CatalogRead<EquatableArray<CatalogService>>.Answered { Value: [{ Node: "n1" } seen] }
            && seen.Checks.Any(c => c.Id == CatalogNames.ServiceMaintenance(site.Id))
        );
        using var refused = await _consul.PutAsync(
            $"v1/agent/service/maintenance/{site.Id}?enable=false",
            null,
            await TokenAsync(AccessRole.Agent, "rbx-1")
        );
        Assert.Equal(403, (int)refused.StatusCode);
    }

    [Fact]
    public async Task An_admin_makes_a_cluster_and_an_operator_holds_it_and_asks()
    {
        var topology = TopologyLoader.Load(CommandRig.Minimal).Topology! with { Cluster = "fresh" };
        using var admin = _consul.Store(await TokenAsync(AccessRole.Admin, "", "fresh"));
        Assert.Null(await Initialisation.RunAsync(new(admin, new("fresh")), topology, "p-1", Cancel));

        using var store = _consul.Store(await TokenAsync(AccessRole.Operator, "", "fresh"));
        var documents = new ClusterDocuments(store, new("fresh"));
        var hold = new Hold("h-1", "all", "anna", "r", DateTimeOffset.UnixEpoch);
        Assert.Null(await documents.ChangeHoldsAsync(h => h with { Items = [hold] }, Cancel));
        var intent = new Intent(
            "i-1",
            IntentKind.Drain,
            "site:sbg",
            "anna",
            "r",
            [],
            DateTimeOffset.UnixEpoch,
            IntentOutcome.Pending
        );
        Assert.Null(await documents.AskAsync(intent, Cancel));
    }

    [Fact]
    public async Task A_revoked_token_is_refused_and_its_successor_with_the_same_policy_goes_on()
    {
        var (old, next) = (
            await NewTokenAsync(AccessRole.Agent, "rbx-1"),
            await NewTokenAsync(AccessRole.Agent, "rbx-1")
        );
        using var before = _consul.Store(old.Secret);
        using var after = _consul.Store(next.Secret);
        Assert.Null(await before.PutAsync(Keys.Report("rbx-1"), Bytes, Cancel));

        await _consul.DeleteAsync($"v1/acl/token/{old.Accessor}", Master);

        Assert.Equal(StoreFailureKind.Refused, (await before.PutAsync(Keys.Report("rbx-1"), Bytes, Cancel))?.Kind);
        Assert.Null(await after.PutAsync(Keys.Report("rbx-1"), Bytes, Cancel));
    }

    [Fact]
    public async Task A_role_whose_token_file_is_exchanged_goes_on_with_the_old_token_revoked()
    {
        using var directory = new TemporaryDirectory();
        var (old, next) = (
            await NewTokenAsync(AccessRole.Agent, "rbx-1"),
            await NewTokenAsync(AccessRole.Agent, "rbx-1")
        );
        var file = directory.File("token");
        Exchange(old.Secret);
        var options = _consul.Options(old.Secret, file);
        using var store = new ConsulKeyValueStore(options, TimeProvider.System);
        using var catalog = new ConsulCatalog(options, TimeProvider.System);
        var service = Service(CatalogNames.Agent);
        Assert.Null(await store.PutAsync(Keys.Report("rbx-1"), Bytes, Cancel));
        Assert.Equal(new CatalogOutcome.Done(), await RegisterAsync(catalog, service));

        Exchange(next.Secret);
        await _consul.DeleteAsync($"v1/acl/token/{old.Accessor}", Master);

        await CatalogConsul.Eventually(async () => await store.PutAsync(Keys.Report("rbx-1"), Bytes, Cancel) is null);
        await CatalogConsul.Eventually(async () => await RegisterAsync(catalog, service) is CatalogOutcome.Done);

        void Exchange(string secret) => File.Move(directory.Secret("fresh", secret), file, overwrite: true);
    }

    /// <summary>Every key, every way: what is not listed is refused.</summary>
    private async Task MayOnlyAsync(
        AccessRole? role,
        string id,
        string[] writes,
        string[] reads,
        string[] prefixes,
        string[] registers
    )
    {
        var token = role is { } known ? await TokenAsync(known, id) : null;
        using var store = _consul.Store(token);
        var wrong = new List<string>();
        foreach (var key in AllKeys)
        {
            Compare("put", key, writes, await store.PutAsync(key, Bytes, Cancel));
            Compare("cas", key, writes, await CommitAsync(store, new StoreOperation.Set(key, Bytes)));
            Compare("read", key, reads, await ReadAsync(store, KeyQuery.One(key)));
            Compare("watch", key, reads, await WatchAsync(store, key));
            if (!writes.Contains(key))
            {
                Compare("delete", key, [], await CommitAsync(store, new StoreOperation.Delete(key)));
            }
        }

        foreach (var prefix in AllPrefixes)
        {
            Compare("list", prefix, prefixes, await ReadAsync(store, KeyQuery.Under(prefix)));
        }

        using var catalog = new ConsulCatalog(_consul.Options(token), TimeProvider.System);
        foreach (var name in new[] { CatalogNames.Agent, CatalogNames.Controller, CatalogNames.Dns, CatalogNames.Site })
        {
            var outcome = await RegisterAsync(catalog, Service(name));
            Compare("register", name, registers, outcome is CatalogOutcome.Failed(var failure) ? failure : null);
        }

        Assert.Empty(wrong);

        void Compare(string what, string where, string[] allowed, StoreFailure? failure)
        {
            var asWanted = allowed.Contains(where) ? failure is null : failure is { Kind: StoreFailureKind.Refused };
            if (!asWanted)
            {
                wrong.Add($"{what} {where}: {failure?.ToString() ?? "was allowed"}");
            }
        }
    }

    private async Task<CatalogOutcome> RegisterAsync(ConsulCatalog catalog, ServiceDefinition service)
    {
        var outcome = await catalog.RunAsync(
            new CatalogStep.Register(_consul.Address, service, CheckStatus.Passing),
            Cancel
        );
        return outcome is CatalogOutcome.Done
            ? await catalog.RunAsync(
                new CatalogStep.Pass(_consul.Address, service.Id, new(CheckStatus.Passing, "fine")),
                Cancel
            )
            : outcome;
    }

    private static ServiceDefinition Service(string name) =>
        new(CatalogNames.ServiceId(name, "x"), name, null, null, new("minimal", "rbx", 1), null);

    private static async Task<StoreFailure?> CommitAsync(IKeyValueStore store, StoreOperation operation) =>
        await store.CommitAsync(Transaction.Of(operation), Cancel) switch
        {
            CommitOutcome.Committed => null,
            CommitOutcome.Failed(var failure) => failure,
            CommitOutcome.Conflict(var errors) => new(StoreFailureKind.Malformed, $"conflict: {errors[0].What}"),
            _ => throw new InvalidOperationException("an outcome of a kind that does not exist"),
        };

    private static async Task<StoreFailure?> ReadAsync(IKeyValueStore store, KeyQuery query) =>
        await store.ReadAsync(query, ReadMode.Consistent, Cancel) is ReadOutcome.Failed(var failure) ? failure : null;

    private static async Task<StoreFailure?> WatchAsync(IKeyValueStore store, string key) =>
        await store.WatchAsync(KeyQuery.One(key), 1, TimeSpan.FromSeconds(1), ReadMode.Default, Cancel)
            is ReadOutcome.Failed(var failure)
            ? failure
            : null;

    private static async Task<ulong> IndexAsync(IKeyValueStore store, string key) =>
        Assert
            .IsType<ReadOutcome.Answered>(await store.ReadAsync(KeyQuery.One(key), ReadMode.Consistent, Cancel))
            .Answer.Values[0]
            .ModifyIndex;

    private async Task<string> TokenAsync(AccessRole role, string id, string cluster = "minimal") =>
        (await NewTokenAsync(role, id, cluster)).Secret;

    /// <summary>A token with the printed policy and nothing else.</summary>
    private async Task<(string Secret, string Accessor)> NewTokenAsync(
        AccessRole role,
        string id,
        string cluster = "minimal"
    )
    {
        var name = $"{AccessPolicy.Word(role)}-{id}-{cluster}-{Guid.NewGuid():n}";
        var rules = AccessPolicy.Render(role, id, new Keys(cluster));
        using var policy = await _consul.PutAsync("v1/acl/policy", new { Name = name, Rules = rules }, Master);
        Assert.True(policy.IsSuccessStatusCode, await policy.Content.ReadAsStringAsync(Cancel));
        using var token = await _consul.PutAsync(
            "v1/acl/token",
            new { Policies = new[] { new { Name = name } } },
            Master
        );
        Assert.True(token.IsSuccessStatusCode, await token.Content.ReadAsStringAsync(Cancel));
        var made = (await token.Content.ReadFromJsonAsync<JsonNode>(Cancel))!;
        return ((string)made["SecretID"]!, (string)made["AccessorID"]!);
    }
}
