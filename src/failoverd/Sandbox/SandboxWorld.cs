using System.Net;
using System.Security.Cryptography;
using FailoverCtl.Daemon.Commands;
using FailoverCtl.Daemon.Processes;
using FailoverCtl.Daemon.Sandbox.Networks;
using FailoverCtl.Daemon.Sandbox.Stores;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.Daemon.Sandbox;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>
/// A whole world: the external vantage points in this process, and per site an origin, agents, a controller, DNS servers
/// and, with Consul, a server of its own, as processes to be killed by real signals.
/// </summary>
internal sealed class SandboxWorld : IAsyncDisposable
{
    private const string OriginName = "origin";
    private const int InitialiseTries = 10;
    private const int PeerKeyBytes = 32;

    private readonly SpawnThread _spawn = new();
    private readonly List<Child> _others = [];
    private readonly List<IHost> _hosts = [];
    private readonly Origins _origins;
    private WebApplication? _web;

    private SandboxWorld(SandboxOptions options, ISandboxNetwork network, ISandboxStore store)
    {
        (Options, Network, Store) = (options, network, store);
        _origins = new(Topology);
        Documents = new(store.Client, new Keys(Topology.Cluster));
        Sites = [.. Topology.Sites.Keys.Select(MakeSite)];
    }

    public SandboxOptions Options { get; }

    public ISandboxNetwork Network { get; }

    public ISandboxStore Store { get; }

    public Topology Topology => Network.Topology;

    public ClusterDocuments Documents { get; }

    public IReadOnlyList<SandboxSite> Sites { get; }

    /// <summary>CONSUL_HTTP_ADDR outside of all sites.</summary>
    public string StoreAddress => Store.AddressesFor(null);

    /// <summary>Starts everything; on a failure nothing is left.</summary>
    /// <exception cref="SandboxException">It cannot start; the message says why and what to do.</exception>
    public static async Task<SandboxWorld> StartAsync(
        SandboxOptions options,
        Topology declared,
        CancellationToken cancel
    )
    {
        Directory.CreateDirectory(options.StateDirectory);
        File.WriteAllBytes(PeerKeyFile(options), RandomNumberGenerator.GetBytes(PeerKeyBytes));
        var network = Open(options, declared);
        SandboxWorld? world = null;
        try
        {
            world = new(options, network, Open(options, network));
            await world.BeginAsync(cancel);
            return world;
        }
        catch
        {
            if (world is not null)
            {
                await world.DisposeAsync();
            }
            else
            {
                network.Dispose();
            }

            throw;
        }
    }

    public SandboxSite? Find(string site) => Sites.FirstOrDefault(s => s.Id.Value == site);

    /// <summary>Starts one more process, which lives no longer than this world: under the name of another it would haunt the next.</summary>
    public void Start(Child child)
    {
        _others.Add(child);
        _spawn.Do(child.Start);
    }

    public void Revive(SandboxSite site) => _spawn.Do(site.Revive);

    public void Revive(Child child) => _spawn.Do(child.Revive);

    public async ValueTask DisposeAsync()
    {
        Child[] children = [.. Sites.SelectMany(s => s.Children), .. _others];
        foreach (var child in children)
        {
            child.Kill();
        }

        foreach (var child in children)
        {
            child.KillAndWait();
        }

        foreach (var host in _hosts)
        {
            await host.StopAsync(TimeSpan.FromSeconds(2));
            host.Dispose();
        }

        if (_web is { } web)
        {
            await web.StopAsync();
            await web.DisposeAsync();
        }

        await Store.DisposeAsync();
        Network.Dispose();
    }

    /// <summary>A process of this world, at a site.</summary>
    public Child MakeChild(SiteId site, string name, IReadOnlyList<string> arguments)
    {
        var directory = Path.Combine(Options.StateDirectory, site.Value);
        Directory.CreateDirectory(directory);
        return new(name, Options.Program, arguments, Path.Combine(directory, $"{name}.log"), Network.LauncherOf(site));
    }

    /// <summary>The arguments that run a role as a process of this world.</summary>
    public string[] Run(SiteId site, string name, params string[] role)
    {
        var options = RolesOf(site, name);
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

    private static ISandboxNetwork Open(SandboxOptions options, Topology declared)
    {
        if (
            options.Network == NetworkKind.Loopback
            || options is { Network: NetworkKind.Auto, Store: StoreKind.Embedded }
        )
        {
            return new LoopbackNetwork(declared, options.PortShift);
        }

        var (namespaces, problem) = NamespaceNetwork.Open(declared);
        if (namespaces is not null)
        {
            return namespaces;
        }

        return options.Network == NetworkKind.Auto
            ? new LoopbackNetwork(declared, options.PortShift)
            : throw new SandboxException($"no network namespaces: {problem}");
    }

    private static ISandboxStore Open(SandboxOptions options, ISandboxNetwork network) =>
        options.Store switch
        {
            StoreKind.Embedded => new EmbeddedSandboxStore(
                options.StateDirectory,
                $"{network.Outside}:{options.StorePort}"
            ),
            StoreKind.Consul => new ConsulSandboxStore(options.StateDirectory, network),
        };

    private async Task BeginAsync(CancellationToken cancel)
    {
        _web = MakeWeb();
        try
        {
            await _web.StartAsync(cancel);
        }
        catch (IOException e)
        {
            throw new SandboxException(
                $"the sandbox cannot listen on port {Options.StorePort}: {e.Message}; is another one running? Try --store-port"
            );
        }

        // Agents that look before the services are up would see every site refuse at once, and the controllers would
        // rightly freeze (I-05); roles without a store would only complain.
        bool IsFirst(Child child) =>
            child.Name == OriginName || Topology.Sites.Keys.Any(s => Store.ProcessesOf(s).Contains(child));
        StartAll(IsFirst);
        await Store.WaitAsync(cancel);
        await InitialiseAsync(cancel);
        await _origins.WaitAsync(cancel);
        StartAll(child => !IsFirst(child));
        foreach (var external in Topology.VantagePoints.Values.Where(v => v.External))
        {
            var host = RoleHost.Build(RolesOf(null, external.Id.Value) with { Agent = external.Id.Value });
            await host.StartAsync(cancel);
            _hosts.Add(host);
        }
    }

    /// <summary>A young cluster may be slow or elect again: what became of a commit is what a read shows.</summary>
    private async Task InitialiseAsync(CancellationToken cancel)
    {
        var proposal = $"init-{RoleHost.DrawBoot():x16}";
        for (var tries = 1; ; tries++)
        {
            if (await Initialisation.RunAsync(Documents, Topology, proposal, cancel) is not { } problem)
            {
                return;
            }

            await Store.WaitAsync(cancel);
            var ledger = (await Documents.ReadLedgerAsync(ReadMode.Consistent, cancel)).OrNull();
            if (ledger?.Proposal == proposal)
            {
                return;
            }

            if (ledger is not null || tries == InitialiseTries)
            {
                throw new SandboxException(problem);
            }
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

    private SandboxSite MakeSite(SiteId site)
    {
        var ports = _origins.Of(site).Select(o => o.ToString());
        var controller = SandboxSite.ControllerOf(site);
        Child Role(string id, params string[] role) => MakeChild(site, id, Run(site, id, role));
        return new(
            site,
            [
                .. Store.ProcessesOf(site),
                MakeChild(site, OriginName, ["origin", "--site", site.Value, "--listen", .. ports]),
                .. Topology
                    .VantagePoints.Values.Where(v => v.Site == site)
                    .Select(v => Role(v.Id.Value, "--agent", v.Id.Value)),
                Role(controller, "--controller", controller, "--site", site.Value),
                .. Topology
                    .DnsServers.Values.Where(d => d.Site == site)
                    .Select(d => Role(d.Id.Value, "--dns", d.Id.Value)),
            ]
        );
    }

    private RoleOptions RolesOf(SiteId? site, string name) =>
        new(
            null,
            null,
            null,
            null,
            Topology.Cluster,
            Path.Combine(Options.StateDirectory, name),
            Store.AddressesFor(site),
            PeerKeyFile(Options)
        );

    private static string PeerKeyFile(SandboxOptions options) => Path.Combine(options.StateDirectory, "peer.key");

    private WebApplication MakeWeb()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.WebHost.ConfigureKestrel(o =>
        {
            foreach (var address in new[] { IPAddress.Loopback, Network.Outside }.Distinct())
            {
                o.Listen(address, Options.StorePort);
            }
        });
        var web = builder.Build();
        web.UseRouting();
        Store.Map(web);
        web.MapSandbox(this);
        return web;
    }
}

/// <summary>The sandbox cannot start or go on; the message is for the person in front of it.</summary>
internal sealed class SandboxException(string message) : Exception(message);
