using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FailoverCtl.Checking;
using FailoverCtl.Control;
using FailoverCtl.Control.Journal;
using FailoverCtl.Daemon.Sandbox;
using FailoverCtl.Daemon.Sandbox.Consul;
using FailoverCtl.Daemon.Sandbox.Networks;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
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

    /// <summary>Shifts of the ports that worlds of several test runs on one machine choose from.</summary>
    private const int ShiftStep = 40;
    private const int Shifts = 200;

    private readonly DirectoryInfo _state;

    private SandboxRig(DirectoryInfo state, SandboxWorld world) => (_state, World) = (state, world);

    internal SandboxWorld World { get; }

    public ClusterDocuments Documents => World.Documents;

    public string StateDirectory => _state.FullName;

    private static string Program => Path.Combine(AppContext.BaseDirectory, "failoverd.dll");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task<SandboxRig> StartAsync() => StartAsync(StoreKind.Embedded, NetworkKind.Loopback);

    /// <summary>Skips where this machine has no Consul, or no namespaces.</summary>
    internal static async Task<SandboxRig> StartAsync(StoreKind store, NetworkKind network)
    {
        var minimal = TopologyLoader.Load(Path.Combine(AppContext.BaseDirectory, "topology", "minimal")).Topology;
        Assert.NotNull(minimal);
        Require(store, network, minimal);
        var state = Directory.CreateTempSubdirectory("failoverctl-tests-");
        var options = new SandboxOptions(state.FullName, FreePort(), Program)
        {
            Store = store,
            Network = network,
            PortShift = FreeShift(),
        };
        var rig = new SandboxRig(
            state,
            await SandboxWorld.StartAsync(
                options,
                minimal with
                {
                    Policy = minimal.Policy with { ObservationMilliseconds = 1_000, DrainAfterMilliseconds = 5_000 },
                },
                Cancel
            )
        );
        try
        {
            await new SteadyState(rig.World).WaitAsync(Patience, Cancel);
            return rig;
        }
        catch
        {
            // What goes on running would only slow down the tests after this one.
            await rig.DisposeAsync();
            throw;
        }
    }

    internal SandboxSite Site(string name) => World.Find(name)!;

    /// <summary>The child that runs the controller of this name.</summary>
    internal Child Controller(LedgerEntry entry) =>
        World.Sites.SelectMany(s => s.Children).Single(c => c.Name == entry.Author.Controller.Value);

    /// <summary>The epoch in force; waits for a leader, if there is none.</summary>
    public async Task<LedgerEntry> LedgerAsync()
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var read = await Documents.ReadLedgerAsync(ReadMode.Consistent, Cancel);
            if (read is Found<LedgerEntry>.Here(var entry, _))
            {
                return entry;
            }

            Assert.True(waited.Elapsed < Patience, $"no ledger: {read.Problem}");
            await Task.Delay(50, Cancel);
        }
    }

    /// <summary>The site whose controller wrote the epoch in force.</summary>
    public Task<SiteId?> AuthorSiteAsync() => new Authorship(World).SiteAsync(Cancel);

    /// <summary>Starts one more controller under the name of a site's.</summary>
    /// <param name="stateName">Its state directory; a journal has one writer.</param>
    internal Child StartController(SiteId site, string consulAddress, string? stateName = null)
    {
        var name = SandboxSite.ControllerOf(site);
        return StartRole(site, stateName ?? name, consulAddress, "--controller", name, "--site", site.Value);
    }

    /// <summary>Starts a role as a process of a site, with a store of its own.</summary>
    internal Child StartRole(SiteId site, string name, string consulAddress, params string[] role)
    {
        var arguments = World.Run(site, name, role);
        arguments[Array.IndexOf(arguments, "--consul-addr") + 1] = consulAddress;
        var child = World.MakeChild(site, name, arguments);
        World.Start(child);
        return child;
    }

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

    /// <summary>Lets the world go on for so long, by the heartbeats of a controller that lives.</summary>
    public async Task BeatsAsync(TimeSpan length)
    {
        var beats = (long)(length / TimeSpan.FromMilliseconds(Cadence.Heartbeat));
        var author = (await LedgerAsync()).Author;
        var now = await StatusAsync(s => s.Id == author.Controller && s.Boot == author.Boot);
        await StatusAsync(s => s.Id == now.Id && s.Boot == now.Boot && s.Counter >= now.Counter + beats);
    }

    public Task<Intent> IntentAsync(string id, IntentState state) =>
        WaitAsync(
            Documents.Keys.Intent(id),
            stored => Codec.Read(stored, DomainJson.Default.Intent).OrNull(),
            i => i.Outcome.State == state
        );

    /// <summary>Waits until an agent's report is as wanted.</summary>
    public Task<Report> ReportAsync(Func<Report, bool> wanted) =>
        WaitAsync(Documents.Keys.Reports, stored => Codec.Read(stored, DomainJson.Default.Report).OrNull(), wanted);

    /// <summary>Runs `failoverd sandbox` with these words against this world, as from a second terminal.</summary>
    public async Task CommandAsync(params string[] words)
    {
        string[] arguments =
        [
            Program,
            "sandbox",
            .. words,
            "--store-port",
            World.Options.StorePort.ToString(CultureInfo.InvariantCulture),
        ];
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var said =
            await process.StandardOutput.ReadToEndAsync(Cancel) + await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode == 0, $"sandbox {string.Join(' ', words)}: {said}");
    }

    /// <summary>The independent checker finds nothing in any journal.</summary>
    public void CheckJournals()
    {
        var report = CheckReport.Of(
            LoadedJournals().Select(j => new ProcessJournal(j.Name, j.Lines, j.Fault)).ToArray()
        );
        Assert.True(report.Violations.IsEmpty, report.Render());
    }

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
        var waited = Stopwatch.StartNew();
        while (
            await Documents.AskAsync(intent, Cancel) is { } problem
            && !problem.EndsWith("exists already", StringComparison.Ordinal)
        )
        {
            Assert.True(waited.Elapsed < Patience, problem);
            await Task.Delay(50, Cancel);
        }

        return id;
    }

    public async Task HoldAsync(string scope) =>
        Assert.Null(
            await Documents.ChangeHoldsAsync(
                holds => holds with { Items = [new("t1", scope, "a test", "to see", DateTimeOffset.UnixEpoch)] },
                Cancel
            )
        );

    public async Task ReleaseAsync() =>
        Assert.Null(await Documents.ChangeHoldsAsync(holds => holds with { Items = [] }, Cancel));

    /// <param name="name">ROLE-ID, as its file is named.</param>
    public LoadedJournal Journal(string name) => LoadedJournals().Single(j => Path.GetFileName(j.Name) == name);

    /// <summary>Every journal file of every controller and DNS server.</summary>
    public IReadOnlyList<string> Journals() =>
        [
            .. Directory
                .EnumerateFiles(_state.FullName, "*.jsonl", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal),
        ];

    public IReadOnlyList<LoadedJournal> LoadedJournals() => JournalFiles.Load(Journals());

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        if (Environment.GetEnvironmentVariable("FAILOVERCTL_KEEP") is null or "")
        {
            _state.Delete(recursive: true);
        }
    }

    private async Task<T> WaitAsync<T>(string key, Func<KeyValue, T?> read, Func<T, bool> wanted)
        where T : class
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
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

    /// <exception cref="Xunit.Sdk.SkipException">It lacks one, and nobody said that it must not.</exception>
    private static void Require(StoreKind store, NetworkKind network, Domain.Topology.Topology topology)
    {
        if (store == StoreKind.Consul && ConsulProgram.Find() is null)
        {
            Assert.False(
                Environment.GetEnvironmentVariable("FAILOVERCTL_REQUIRE_SERVERS") == "1",
                ConsulProgram.Missing
            );
            Assert.Skip(ConsulProgram.Missing);
        }

        if (network == NetworkKind.Namespaces)
        {
            var (made, problem) = NamespaceNetwork.Open(topology);
            made?.Dispose();
            Assert.SkipWhen(made is null, $"no network namespaces here: {problem}");
        }
    }

    /// <summary>Where the world's ports are free on a site's address; test runs beside each other begin at different ones.</summary>
    private static int FreeShift() =>
        Enumerable
            .Range(0, Shifts)
            .Select(i => (Environment.ProcessId + i) % Shifts * ShiftStep)
            .First(shift => new[] { 5353, 8080, 8081, 8300, 8301, 8500 }.All(port => IsFree(port + shift)));

    private static bool IsFree(int port)
    {
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.1.1"), port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
