using System.Net;
using FailoverCtl.CommandLine;
using FailoverCtl.Control.Journal;
using FailoverCtl.Daemon.Processes;
using FailoverCtl.Daemon.Sandbox;
using FailoverCtl.Daemon.Sandbox.Consul;
using FailoverCtl.Dns.Asking;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul;
using FailoverCtl.Store.Documents;
using FailoverCtl.Store.Watching;
using FailoverCtl.TopologyFiles;
using Xunit;

namespace FailoverCtl.Tests.Servers.Recovery;

/// <summary>One real Consul server with one real controller and one real DNS server, and an operator at the command line.</summary>
internal sealed class ConsulWorld : IAsyncDisposable
{
    private const int PortShift = 400;
    private const string DnsAddress = "127.0.6.1:5753";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly IPAddress Address = IPAddress.Parse("127.0.6.1");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("failoverctl-recovery-");
    private readonly SpawnThread _spawn = new();
    private readonly HttpClient _http = new() { BaseAddress = new($"http://{ConsulServer.Http(Address, PortShift)}/") };
    private readonly ConsulKeyValueStore _store;
    private readonly List<Child> _children = [];

    private ConsulWorld()
    {
        Directory.CreateDirectory(TopologyFiles);
        var minimal = Path.Combine(AppContext.BaseDirectory, "topology", "minimal");
        foreach (var file in Directory.EnumerateFiles(minimal))
        {
            // Addresses of its own: a sandbox of the same name may run beside this. Nobody listens at the other two.
            var text = File.ReadAllText(file)
                .Replace("127.0.1.1:5353", DnsAddress, StringComparison.Ordinal)
                .Replace("127.0.2.1:5353", "127.0.6.2:5753", StringComparison.Ordinal)
                .Replace("127.0.3.1:5353", "127.0.6.3:5753", StringComparison.Ordinal);
            File.WriteAllText(
                Path.Combine(TopologyFiles, Path.GetFileName(file)),
                text + "\npolicy: { observation: 1s }\n"
            );
        }

        var loaded = TopologyLoader.Load(TopologyFiles);
        Topology = loaded.Topology!;
        Assert.True(Topology is not null, string.Join('\n', loaded.Diagnostics.Select(d => d.Message)));
        _store = new(
            new ConsulOptions
            {
                Servers = new[] { _http.BaseAddress! }.ToEquatableArray(),
                ReadLimit = TimeSpan.FromSeconds(20),
                CommitLimit = TimeSpan.FromSeconds(20),
                PutLimit = TimeSpan.FromSeconds(20),
            },
            TimeProvider.System
        );
    }

    public Topology Topology { get; }

    public ClusterDocuments Documents => new(_store, new("minimal"));

    public string ControllerState => Path.Combine(_directory.FullName, "c-rbx");

    public string DnsState => Path.Combine(_directory.FullName, "ns-rbx");

    public IEnumerable<string> Journals =>
        Directory.EnumerateFiles(_directory.FullName, "*.jsonl", SearchOption.AllDirectories);

    private string TopologyFiles => Path.Combine(_directory.FullName, "topology");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Consul has a leader, the cluster is initialised, and the controller is the author of what the DNS server answers.</summary>
    public static async Task<ConsulWorld> StartAsync(string consul)
    {
        var world = new ConsulWorld();
        world.Start(
            ConsulServer.Child(
                consul,
                "consul-recovery",
                Address,
                [Address],
                PortShift,
                Path.Combine(world._directory.FullName, "consul")
            )
        );
        await world.UntilAsync("Consul has a leader", world.HasLeaderAsync);
        await world.CommandAsync(Exit.Fine, "init", world.TopologyFiles);
        world.Start("ns-rbx", "--dns", "ns-rbx");
        world.Start("c-rbx", "--controller", "c-rbx", "--site", "rbx");
        await world.LevelAsync();
        return world;
    }

    /// <summary>What failoverctl prints; its exit code must be this one.</summary>
    public async Task<string> CommandAsync(int exit, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var surroundings = new Surroundings(
            output,
            error,
            TextReader.Null,
            Interactive: false,
            Colour: false,
            name =>
                name == "CONSUL_HTTP_ADDR" ? _http.BaseAddress!.Authority
                : name == "USER" ? "anna"
                : null,
            TimeProvider.System
        );
        var code = await Entry.RunAsync(args, surroundings, Cancel);
        Assert.True(code == exit, $"failoverctl {string.Join(' ', args)}: exit {code}\n{output}\n{error}");
        return output.ToString();
    }

    /// <summary>As consul snapshot save does.</summary>
    public Task<byte[]> SaveSnapshotAsync() => _http.GetByteArrayAsync("v1/snapshot", Cancel);

    /// <summary>As consul snapshot restore does.</summary>
    public async Task RestoreSnapshotAsync(byte[] snapshot)
    {
        using var content = new ByteArrayContent(snapshot);
        using var reply = await _http.PutAsync("v1/snapshot", content, Cancel);
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>As consul kv delete -recurse does.</summary>
    public async Task DeletePrefixAsync()
    {
        using var reply = await _http.DeleteAsync("v1/kv/failoverctl/minimal/?recurse", Cancel);
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync(Cancel));
    }

    public async Task<LedgerEntry> LedgerAsync() =>
        (await Documents.ReadLedgerAsync(ReadMode.Consistent, Cancel)).OrNull()!;

    /// <summary>What the DNS server answers; 0: it does not.</summary>
    public async Task<long> AnsweredAsync()
    {
        var query = new EpochQuery(Topology.Zone.Name, TimeSpan.FromSeconds(2), Tries: 2);
        return await query.AskAsync(IPEndPoint.Parse(DnsAddress), Cancel) is EpochReading.Read(var text)
            ? text.Epoch
            : 0;
    }

    /// <summary>The controller has adopted whatever was in force, and the DNS server answers it.</summary>
    public Task LevelAsync() =>
        UntilAsync(
            "the controller is the author and the DNS server level",
            async () =>
                await LedgerAsync() is { Author.Controller.Value: "c-rbx" } ledger
                && await AnsweredAsync() == ledger.Epoch
        );

    /// <summary>The controller has read that nothing is held any more: an intent may overtake a release.</summary>
    public Task ReleasedAsync() =>
        UntilAsync(
            "the controller has read the release",
            () =>
                Task.FromResult(
                    JournalFiles
                        .Load(Directory.EnumerateFiles(ControllerState, "*.jsonl"))
                        .SelectMany(j => j.Lines)
                        .Select(l => l.Event)
                        .OfType<HoldsEvent>()
                        .Last()
                        .Holds.Items.IsEmpty
                )
        );

    /// <summary>Waits until the controller's own published word is so.</summary>
    public async Task<ControllerStatus> StatusAsync(Func<ControllerStatus, bool> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Patience);
        ControllerStatus? found = null;
        var key = Documents.Keys.Controller("c-rbx");
        await new StoreWatch(_store, KeyQuery.One(key), new(), TimeProvider.System, 1).RunAsync(
            async (answer, _) =>
            {
                if (
                    answer.Values is [var value]
                    && Codec.Read(value, DomainJson.Default.ControllerStatus).OrNull() is { } status
                    && wanted(status)
                )
                {
                    found = status;
                    await limit.CancelAsync();
                }
            },
            static _ => { },
            static _ => { },
            limit.Token
        );
        Assert.True(found is not null, $"{key} did not become as wanted within {Patience.TotalSeconds} s");
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var child in _children)
        {
            child.KillAndWait();
        }

        _http.Dispose();
        _store.Dispose();
        await Task.Yield();
        _directory.Delete(recursive: true);
    }

    private async Task<bool> HasLeaderAsync()
    {
        try
        {
            return await _http.GetStringAsync("v1/status/leader", Cancel) is { Length: > 2 }
                && await Documents.ReadLedgerAsync(ReadMode.Consistent, Cancel) is Found<LedgerEntry>.Missing;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(clock.Elapsed < Patience, $"not so within {Patience.TotalSeconds} s: {what}\n{Logs()}");
            await Task.Delay(Look, Cancel);
        }
    }

    private string Logs() =>
        string.Join(
            '\n',
            Directory
                .EnumerateFiles(_directory.FullName, "*.log", SearchOption.AllDirectories)
                .SelectMany(f => File.ReadLines(f).TakeLast(15).Prepend(f))
        );

    private void Start(string name, params string[] role) =>
        Start(
            new Child(
                name,
                Path.Combine(AppContext.BaseDirectory, "failoverd.dll"),
                [
                    "run",
                    .. role,
                    "--cluster",
                    "minimal",
                    "--state-dir",
                    Path.Combine(_directory.FullName, name),
                    "--consul-addr",
                    _http.BaseAddress!.Authority,
                ],
                Path.Combine(_directory.FullName, $"{name}.log")
            )
        );

    private void Start(Child child)
    {
        _children.Add(child);
        _spawn.Do(child.Start);
    }
}
