using System.Net;
using System.Net.Sockets;
using FailoverCtl.Daemon.Sandbox;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using FailoverCtl.Store.Watching;
using FailoverCtl.TopologyFiles;
using Xunit;

namespace FailoverCtl.Tests.Servers.Sandbox;

/// <summary>The sandbox's world with real processes, made for tests: steps follow each other faster, and one waits for events.</summary>
public sealed class SandboxRig : IAsyncDisposable
{
    /// <summary>Longer than anything takes on a busy machine; only a failure waits for it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("failoverctl-tests-");

    private SandboxRig(Domain.Topology.Topology topology) =>
        World = SandboxWorld.Start(new(_state.FullName, FreePort(), Program), topology);

    internal SandboxWorld World { get; }

    public ClusterDocuments Documents => World.Documents;

    public string StateDirectory => _state.FullName;

    private static string Program => Path.Combine(AppContext.BaseDirectory, "failoverd.dll");

    public static async Task<SandboxRig> StartAsync()
    {
        var minimal = TopologyLoader.Load(Path.Combine(AppContext.BaseDirectory, "topology", "minimal")).Topology;
        Assert.NotNull(minimal);
        var rig = new SandboxRig(minimal with { Policy = minimal.Policy with { ObservationMilliseconds = 1_000 } });
        await new SteadyState(rig.World).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return rig;
    }

    internal SandboxSite Site(string name) => World.Find(name)!;

    /// <summary>The child that runs the controller of this name.</summary>
    internal Child Controller(LedgerEntry entry) =>
        World.Sites.SelectMany(s => s.Children).Single(c => c.Name == entry.Author.Controller.Value);

    public async Task<LedgerEntry> LedgerAsync() =>
        (await Documents.ReadLedgerAsync(ReadMode.Consistent, TestContext.Current.CancellationToken)).OrNull()!;

    /// <summary>Waits until the ledger is as wanted.</summary>
    public Task<LedgerEntry> LedgerAsync(Func<LedgerEntry, bool> wanted) =>
        WaitAsync(Documents.Keys.Ledger, stored => Codec.Read(stored, DomainJson.Default.LedgerEntry).OrNull(), wanted);

    /// <summary>Waits until some controller's published status is as wanted.</summary>
    public Task<ControllerStatus> StatusAsync(Func<ControllerStatus, bool> wanted) =>
        WaitAsync(
            Documents.Keys.Controllers,
            stored => Codec.Read(stored, DomainJson.Default.ControllerStatus).OrNull(),
            wanted
        );

    public Task<Intent> IntentAsync(string id, IntentState state) =>
        WaitAsync(
            Documents.Keys.Intent(id),
            stored => Codec.Read(stored, DomainJson.Default.Intent).OrNull(),
            i => i.Outcome.State == state
        );

    public async Task<string> AskAsync(IntentKind kind, string scope)
    {
        var id = $"t{Guid.NewGuid():n}";
        var intent = new Intent(
            id,
            kind,
            scope,
            "a test",
            "to see",
            [],
            DateTimeOffset.UnixEpoch,
            IntentOutcome.Pending
        );
        Assert.Null(await Documents.AskAsync(intent, TestContext.Current.CancellationToken));
        return id;
    }

    public async Task HoldAsync(string scope) =>
        Assert.Null(
            await Documents.ChangeHoldsAsync(
                holds => holds with { Items = [new("t1", scope, "a test", "to see", DateTimeOffset.UnixEpoch)] },
                TestContext.Current.CancellationToken
            )
        );

    public async Task ReleaseAsync() =>
        Assert.Null(
            await Documents.ChangeHoldsAsync(holds => holds with { Items = [] }, TestContext.Current.CancellationToken)
        );

    /// <summary>Every journal of every controller and DNS server.</summary>
    public IReadOnlyList<string> Journals() =>
        [
            .. Directory
                .EnumerateFiles(_state.FullName, "*.jsonl", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal),
        ];

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        _state.Delete(recursive: true);
    }

    private async Task<T> WaitAsync<T>(string key, Func<KeyValue, T?> read, Func<T, bool> wanted)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        T? found = null;
        T? last = null;
        await new StoreWatch(Documents.Store, KeyQuery.Under(key), new(), TimeProvider.System, 1).RunAsync(
            async (answer, _) =>
            {
                foreach (var value in answer.Values.Select(read).Where(v => v is not null))
                {
                    last = value;
                    found ??= wanted(value!) ? value : null;
                }

                if (found is not null)
                {
                    await limit.CancelAsync();
                }
            },
            static _ => { },
            static _ => { },
            limit.Token
        );
        Assert.True(
            found is not null,
            $"{key} did not become as wanted within {Patience.TotalSeconds} s; the last was {last}"
        );
        return found;
    }

    private static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
