using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using FailoverCtl.Daemon.Commands;
using FailoverCtl.Daemon.Processes;
using FailoverCtl.Daemon.Store;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using FailoverCtl.Store.Embedded;

namespace FailoverCtl.Daemon.Sandbox;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>
/// A whole world on loopback: the embedded store and the external vantage points in this process, and per site an origin,
/// an agent, a controller and a DNS server as processes of their own, to be killed by real signals.
/// </summary>
internal sealed class SandboxWorld : IAsyncDisposable
{
    private const string OriginName = "origin";

    private static readonly TimeSpan OriginLimit = TimeSpan.FromSeconds(60);

    private readonly SpawnThread _spawn = new();
    private readonly List<IHost> _hosts = [];
    private readonly EmbeddedStore _store;
    private readonly WebApplication _web;

    private SandboxWorld(SandboxOptions options, Topology topology, EmbeddedStore store)
    {
        Options = options;
        Topology = topology;
        _store = store;
        Documents = new(store, new Keys(topology.Cluster));
        Sites = [.. topology.Sites.Keys.Select(MakeSite)];
        _web = MakeWeb();
    }

    public SandboxOptions Options { get; }

    public Topology Topology { get; }

    public ClusterDocuments Documents { get; }

    public IReadOnlyList<SandboxSite> Sites { get; }

    public string StoreAddress => $"127.0.0.1:{Options.StorePort}";

    /// <summary>Starts everything.</summary>
    /// <exception cref="SandboxException">It cannot start; the message says why and what to do.</exception>
    public static SandboxWorld Start(SandboxOptions options, Topology topology)
    {
        Directory.CreateDirectory(options.StateDirectory);
        File.WriteAllBytes(PeerKeyFile(options), RandomNumberGenerator.GetBytes(32));
        var opening = EmbeddedStore.Open(
            new() { Path = Path.Combine(options.StateDirectory, "store.db") },
            TimeProvider.System
        );
        var store = opening switch
        {
            EmbeddedOpening.Opened opened => opened.Store,
            EmbeddedOpening.Refused refused => throw new SandboxException(refused.Problem),
            _ => throw new InvalidOperationException("an opening of a kind that does not exist"),
        };
        var world = new SandboxWorld(options, topology, store);
        world.Begin();
        return world;
    }

    public SandboxSite? Find(string site) => Sites.FirstOrDefault(s => s.Id.Value == site);

    /// <summary>Starts one more process, which lives no longer than this one.</summary>
    public void Start(Child child) => _spawn.Do(child.Start);

    public void Revive(SandboxSite site) => _spawn.Do(site.Revive);

    public async ValueTask DisposeAsync()
    {
        foreach (var site in Sites)
        {
            site.Kill();
        }

        foreach (var host in _hosts)
        {
            await host.StopAsync(TimeSpan.FromSeconds(2));
            host.Dispose();
        }

        await _web.StopAsync();
        await _web.DisposeAsync();
        _store.Dispose();
    }

    private void Begin()
    {
        try
        {
            _web.Start();
        }
        catch (IOException e)
        {
            throw new SandboxException(
                $"the store cannot listen on {StoreAddress}: {e.Message}; is another sandbox running? Try --store-port"
            );
        }

        var proposal = $"init-{RoleHost.DrawBoot():x16}";
        if (Initialisation.RunAsync(Documents, Topology, proposal, default).GetAwaiter().GetResult() is { } problem)
        {
            throw new SandboxException(problem);
        }

        // Agents that look before the services are up would see every site refuse at once, and the controllers would
        // rightly freeze (I-05).
        StartAll(child => child.Name == OriginName);
        WaitForOrigins();
        StartAll(child => child.Name != OriginName);

        foreach (var external in Topology.VantagePoints.Values.Where(v => v.External))
        {
            var host = RoleHost.Build(RolesOf(external.Id.Value) with { Agent = external.Id.Value });
            host.Start();
            _hosts.Add(host);
        }
    }

    private void StartAll(Func<Child, bool> which) =>
        _spawn.Do(() =>
        {
            foreach (var child in Sites.SelectMany(s => s.Children).Where(which))
            {
                child.Start();
            }
        });

    private void WaitForOrigins()
    {
        var waited = Stopwatch.StartNew();
        foreach (var origin in Sites.SelectMany(s => OriginsOf(s.Id)))
        {
            while (!Accepts(origin))
            {
                if (waited.Elapsed > OriginLimit)
                {
                    throw new SandboxException(
                        $"the origin at {origin} does not accept connections; see the logs in {Options.StateDirectory}"
                    );
                }

                Thread.Sleep(20);
            }
        }
    }

    private static bool Accepts(IPEndPoint origin)
    {
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(origin);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private IEnumerable<IPEndPoint> OriginsOf(SiteId site) =>
        Topology
            .Services.Values.Where(s => s.Placements.ContainsKey(site))
            .SelectMany(s =>
                Addresses(s.Placements[site]).Select(a => new IPEndPoint(IPAddress.Parse(a), s.Probe.Port))
            )
            .Distinct();

    private SandboxSite MakeSite(SiteId site)
    {
        var ports = OriginsOf(site).Select(o => o.ToString());
        var children = new List<Child>
        {
            MakeChild(site, OriginName, ["origin", "--site", site.Value, "--listen", .. ports]),
        };
        children.AddRange(
            Topology
                .VantagePoints.Values.Where(v => v.Site == site)
                .Select(v => MakeChild(site, v.Id.Value, Run(v.Id.Value, "--agent", v.Id.Value)))
        );
        children.Add(MakeChild(site, $"c-{site}", Run($"c-{site}", "--controller", $"c-{site}", "--site", site.Value)));
        children.AddRange(
            Topology
                .DnsServers.Values.Where(d => d.Site == site)
                .Select(d => MakeChild(site, d.Id.Value, Run(d.Id.Value, "--dns", d.Id.Value)))
        );
        return new(site, children);
    }

    private static IEnumerable<string> Addresses(Placement placement) =>
        new[] { placement.V4, placement.V6 }.OfType<string>();

    private Child MakeChild(SiteId site, string name, IReadOnlyList<string> arguments)
    {
        var directory = Path.Combine(Options.StateDirectory, site.Value);
        Directory.CreateDirectory(directory);
        return new(name, Options.Program, arguments, Path.Combine(directory, $"{name}.log"));
    }

    /// <summary>The arguments that run a role as a process of this world.</summary>
    public string[] Run(string name, params string[] role)
    {
        var options = RolesOf(name);
        return
        [
            "run",
            .. role,
            "--cluster",
            options.Cluster,
            "--state-dir",
            options.StateDirectory,
            "--consul-addr",
            options.ConsulAddress!,
            "--peer-key-file",
            options.PeerKeyFile!,
        ];
    }

    private RoleOptions RolesOf(string name) =>
        new(
            null,
            null,
            null,
            null,
            Topology.Cluster,
            Path.Combine(Options.StateDirectory, name),
            StoreAddress,
            PeerKeyFile(Options)
        );

    private static string PeerKeyFile(SandboxOptions options) => Path.Combine(options.StateDirectory, "peer.key");

    private WebApplication MakeWeb()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.WebHost.ConfigureKestrel(o => o.Listen(IPAddress.Loopback, Options.StorePort));
        var web = builder.Build();
        web.UseRouting();
        web.MapEmbeddedStore(_store, StoreAddress);
        web.MapSandbox(this);
        return web;
    }
}

/// <summary>The sandbox cannot start or go on; the message is for the person in front of it.</summary>
internal sealed class SandboxException(string message) : Exception(message);
