using System.Collections.Concurrent;
using System.Net;
using FailoverCtl.Control.Ports;
using FailoverCtl.Daemon.Agent;
using FailoverCtl.Daemon.Dns;
using FailoverCtl.Dns.Asking;
using FailoverCtl.Dns.Signing;
using FailoverCtl.Dns.Zones;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using FailoverCtl.Tests.Adapters.Dns;
using FailoverCtl.Tests.Adapters.Store;
using FailoverCtl.Tests.Core.Dns;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Reports;

/// <summary>A whole DNS role over a real store, and agents that say over real sockets what the test wants.</summary>
public sealed class DnsReflexTests : IAsyncLifetime
{
    private static readonly byte[] Key = "the cluster's key"u8.ToArray();
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private readonly TemporaryDirectory _directory = new();
    private readonly RecordingJournal _journal = new();
    private readonly List<ReportEndpoint> _agents = [];
    private readonly Domain.Topology.Topology _topology;
    private LoopbackStore? _store;
    private DnsServerRole? _role;
    private volatile string _lost = "";
    private long _sequence;

    public DnsReflexTests()
    {
        var sites = DnsWorld.Topology.Sites.Keys;
        _topology = DnsWorld.Topology with
        {
            VantagePoints = sites
                .Select(s => new VantagePoint(new($"{s}-1"), s, new(s.Value), FreeAddress(), null))
                .Append(new(new("ext-1"), null, new("elsewhere"), FreeAddress(), null))
                .ToSortedMap(v => v.Id),
            DnsServers = SortedMap<DnsServerId, DnsServer>.Empty.Set(
                new("ns1"),
                new(new("ns1"), "ns1.example.test", new("gra"), FreeAddress())
            ),
            // The answers of "api" carry all addresses, and all sites have room for it.
            Services = DnsWorld.Topology.Services.Set(
                new("api"),
                DnsWorld.Topology.Services[new("api")] with
                {
                    DemandPerSecond = 10,
                }
            ),
        };
    }

    private IPEndPoint Server => IPEndPoint.Parse(_topology.DnsServers[new("ns1")].Address);

    public async ValueTask InitializeAsync()
    {
        _store = await LoopbackStore.StartAsync();
        var documents = new ClusterDocuments(LoopbackStore.Client(_store.Address), new("demo"));
        Assert.Null(await Initialisation.RunAsync(documents, _topology, "p1", Cancel));
        foreach (var vantage in _topology.VantagePoints.Values)
        {
            var address = IPEndPoint.Parse(vantage.Address);
            _agents.Add(
                await ReportEndpoint.StartAsync(address, vantage.Id, new(Key, "demo"), () => Say(vantage.Id), Cancel)
            );
        }

        await StartAsync(Key);
        await Eventually.TrueAsync(async () => (await AddressesAsync()).Length == 3);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var agent in _agents)
        {
            await agent.DisposeAsync();
        }

        if (_store is { } store)
        {
            await store.DisposeAsync();
        }

        _directory.Dispose();
    }

    [Fact]
    public async Task A_site_lost_while_the_store_is_gone_leaves_the_answers_and_comes_back_by_vote()
    {
        await WatchedAsync();
        await _store!.StopAsync();
        _lost = "sbg";
        await Eventually.TrueAsync(async () => (await AddressesAsync()) is ["198.51.100.1", "198.51.100.2"]);
        Assert.True((await EpochAsync())?.Reflex > 0);
        var reflex = _journal.Events.OfType<ReflexEvent>().First(r => !r.Hidden.IsEmpty);
        Assert.All(reflex.Votes, v => Assert.True(v.Carried));
        Assert.InRange(reflex.SilentMilliseconds, 501, long.MaxValue);

        _lost = "";
        await Eventually.TrueAsync(async () => (await AddressesAsync()).Length == 3);
        Assert.Equal(0, (await EpochAsync())?.Reflex);
        Assert.True(_journal.Events.OfType<ReflexEvent>().Last().Hidden.IsEmpty);
    }

    [Fact]
    public async Task An_adoption_goes_on_hiding_the_address_comes_back_in_no_answer_and_the_journal_says_the_epoch_first()
    {
        await WatchedAsync();
        _store!.HasNoLeader = true;
        _lost = "sbg";
        await Eventually.TrueAsync(async () => (await AddressesAsync()).Length == 2);

        await CommitAsync(e => e with { Epoch = 2, Proposal = "p2", Cause = new(CauseKind.Adoption, "c1", "adopted") });
        await Eventually.TrueAsync(async () =>
        {
            Assert.Equal(["198.51.100.1", "198.51.100.2"], await AddressesAsync());
            return (await EpochAsync()) is { Epoch: 2, Reflex: > 0 };
        });
        await Eventually.True(() => _journal.Events.Any(e => e is ReflexEvent { Epoch: 2 }));
        var events = _journal.Events.ToList();
        Assert.InRange(
            events.FindIndex(e => e is WriteEvent { Epoch: 2 }),
            0,
            events.FindIndex(e => e is ReflexEvent { Epoch: 2 })
        );
    }

    [Fact]
    public async Task Without_a_key_nobody_is_asked_and_the_answers_stay()
    {
        await StopAsync();
        await StartAsync([]);
        await Eventually.TrueAsync(async () => (await AddressesAsync()).Length == 3);
        _lost = "sbg";
        _store!.HasNoLeader = true;
        var asked = Interlocked.Read(ref _sequence);
        for (var i = 0; i < 1_000; i++)
        {
            Assert.Equal(3, (await AddressesAsync()).Length);
        }

        Assert.Equal(asked, Interlocked.Read(ref _sequence));
    }

    [Fact]
    public async Task A_bug_in_the_reflex_is_logged_and_ends_neither_the_loop_nor_the_server()
    {
        await StopAsync();
        var log = new BuggyLog();
        await StartAsync(Key, log);
        await WatchedAsync();
        await _store!.StopAsync();
        _lost = "sbg";
        await Eventually.True(() => log.Bugs > 0);
        Assert.Equal(["198.51.100.1", "198.51.100.2"], await AddressesAsync());

        _lost = "";
        await Eventually.TrueAsync(async () => (await AddressesAsync()).Length == 3);
        Assert.False(_role!.ExecuteTask!.IsCompleted);
    }

    /// <summary>The store has answered for a while, and every agent has been heard more than once.</summary>
    private Task WatchedAsync() => AskedAsync(_agents.Count * 3);

    private async Task AskedAsync(int times)
    {
        var asked = Interlocked.Read(ref _sequence);
        await Eventually.True(() => Interlocked.Read(ref _sequence) >= asked + times);
    }

    private async Task StartAsync(byte[] key, ILogger<DnsServerRole>? log = null)
    {
        var documents = new ClusterDocuments(LoopbackStore.Client(_store!.Address), new("demo"));
        _role = new(
            new("ns1"),
            1,
            key,
            TsigKeyRing.Empty,
            documents,
            [documents],
            _directory.Path,
            _journal,
            new(TimeProvider.System),
            1,
            log ?? NullLogger<DnsServerRole>.Instance
        );
        await _role.StartAsync(Cancel);
    }

    private async Task StopAsync()
    {
        if (_role is { } role)
        {
            await role.StopAsync(CancellationToken.None);
            role.Dispose();
        }
    }

    private Report Say(AgentId agent)
    {
        var down = _topology
            .Endpoints.Where(e => e.Site.Value == _lost)
            .Select(e => new Observation(e, ObservedState.Down, FailureKind.Refused, 3, 0, 2_000));
        var hash = TopologyDocument.Write(_topology).Hash;
        return new(agent, 1, Interlocked.Increment(ref _sequence), hash, false, 0, down.ToEquatableArray(), []);
    }

    private async Task<string[]> AddressesAsync()
    {
        using var query = new DnsQuery(Server, "api.eu.example.test", AddressFamily.V4);
        return await query.AskAsync(TimeSpan.FromSeconds(2), Cancel) is AddressReading.Answered answered
            ? [.. answered.Addresses.Select(a => a.ToString()).Order(StringComparer.Ordinal)]
            : [];
    }

    private async Task<EpochText?> EpochAsync() =>
        await new EpochQuery("example.test", TimeSpan.FromSeconds(2), 3).AskAsync(Server, Cancel)
            is EpochReading.Read read
            ? read.Epoch
            : null;

    private async Task CommitAsync(Func<LedgerEntry, LedgerEntry> change)
    {
        var documents = new ClusterDocuments(_store!.Store, new("demo"));
        var found = await documents.ReadLedgerAsync(ReadMode.Consistent, Cancel);
        var next = change(found.OrNull()!);
        Assert.Null(
            await documents.Store.PutAsync(
                documents.Keys.Ledger,
                Codec.Write(next, DomainJson.Default.LedgerEntry),
                Cancel
            )
        );
    }

    private static string FreeAddress() => LoopbackHttp.FreeAddress().ToString();

    /// <summary>Throws where the reflex says what it does: inside its loop.</summary>
    private sealed class BuggyLog : ILogger<DnsServerRole>
    {
        private const int Reflex = 2008;
        private const int ReflexFailed = 2010;
        private int _bugs;

        public int Bugs => Volatile.Read(ref _bugs);

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
            switch (eventId.Id)
            {
                case Reflex:
                    throw new InvalidOperationException("a bug");
                case ReflexFailed:
                    Interlocked.Increment(ref _bugs);
                    break;
            }
        }
    }

    private sealed class RecordingJournal : IJournalPort
    {
        private readonly ConcurrentQueue<JournalEvent> _events = new();

        public IReadOnlyCollection<JournalEvent> Events => _events;

        public string? Append(IReadOnlyList<JournalEvent> events, long at)
        {
            foreach (var item in events)
            {
                _events.Enqueue(item);
            }

            return null;
        }
    }
}
