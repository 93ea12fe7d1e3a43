using System.Diagnostics;
using System.Net;
using System.Text.Json;
using FailoverCtl.Daemon.Sandbox.Consul;
using FailoverCtl.Daemon.Sandbox.Networks;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Store;
using FailoverCtl.Store.Consul;

namespace FailoverCtl.Daemon.Sandbox.Stores;

/// <summary>Real Consul servers as processes of the sites, which die with them.</summary>
internal sealed class ConsulSandboxStore : ISandboxStore
{
    private static readonly TimeSpan ElectionLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StatusLimit = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly string _stateDirectory;
    private readonly SortedMap<SiteId, Server> _servers;
    private readonly ConsulKeyValueStore _client;
    private readonly ConsulKeyValueStore[] _each;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = StatusLimit };

    /// <exception cref="SandboxException">There is no consul here; the message says how to get one.</exception>
    public ConsulSandboxStore(string stateDirectory, ISandboxNetwork network)
    {
        _stateDirectory = stateDirectory;
        var program = ConsulProgram.Find() ?? throw new SandboxException(ConsulProgram.Missing);
        var sites = SitesWithServer(network.Topology.Sites.Keys);
        IPAddress[] addresses = [.. sites.Select(network.AddressOf)];
        _servers = sites
            .Select(site => new Server(
                site,
                ConsulServer.Http(network.AddressOf(site), network.PortShift),
                ConsulServer.Child(
                    program,
                    $"consul-{site}",
                    network.AddressOf(site),
                    addresses,
                    network.PortShift,
                    Path.Combine(stateDirectory, site.Value, "consul"),
                    launcher: network.LauncherOf(site)
                )
            ))
            .ToSortedMap(s => s.Site);
        _client = Connect([.. _servers.Values.Select(s => s.Http)]);
        _each = [.. _servers.Values.Select(s => Connect([s.Http]))];
    }

    public StoreKind Kind => StoreKind.Consul;

    public IKeyValueStore Client => _client;

    public IReadOnlyList<IKeyValueStore> Servers => _each;

    public IReadOnlyList<Child> ProcessesOf(SiteId site) => _servers.Find(site) is { } server ? [server.Process] : [];

    /// <summary>A site's own server first: the others only when it does not answer.</summary>
    public string AddressesFor(SiteId? site) =>
        string.Join(',', _servers.Values.OrderBy(s => s.Site != site).Select(s => s.Http));

    public void Map(IEndpointRouteBuilder routes)
    {
        // Consul has a port of its own.
    }

    public async Task WaitAsync(CancellationToken cancel)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var read = await _client.ReadAsync(KeyQuery.Under("failoverctl/"), ReadMode.Consistent, cancel);
            if (read is ReadOutcome.Answered)
            {
                return;
            }

            if (waited.Elapsed > ElectionLimit)
            {
                var why = read is ReadOutcome.Failed(var failure) ? failure.Message : "";
                throw new SandboxException(
                    $"the Consul servers elected no leader within {ElectionLimit.TotalSeconds:0} s: {why}; their logs are in {_stateDirectory}/*/consul"
                );
            }

            await Task.Delay(Look, cancel);
        }
    }

    public async Task<SiteId?> LeaderSiteAsync(CancellationToken cancel)
    {
        var answers = await Task.WhenAll(_servers.Values.Select(s => LeaderAsync(s, cancel)));
        var named = answers
            .OfType<IPAddress>()
            .GroupBy(a => a)
            .FirstOrDefault(g => g.Count() > _servers.Count / 2)
            ?.Key;
        return _servers.Values.FirstOrDefault(s => s.Http.Address.Equals(named))?.Site;
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        _client.Dispose();
        foreach (var one in _each)
        {
            one.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>An odd number: a fourth server would only make two losses as bad as with three.</summary>
    private static SiteId[] SitesWithServer(IReadOnlyList<SiteId> sites) =>
        [
            .. sites.Take(
                sites.Count switch
                {
                    >= 5 => 5,
                    >= 3 => 3,
                    _ => 1,
                }
            ),
        ];

    private static ConsulKeyValueStore Connect(EquatableArray<IPEndPoint> servers) =>
        new(new() { Servers = servers.Select(s => new Uri($"http://{s}")).ToEquatableArray() }, TimeProvider.System);

    /// <summary>The address that this server follows; null when it does not answer or follows nobody.</summary>
    private async Task<IPAddress?> LeaderAsync(Server server, CancellationToken cancel)
    {
        try
        {
            var text = await _http.GetStringAsync(new Uri($"http://{server.Http}/v1/status/leader"), cancel);
            return IPEndPoint.TryParse(JsonSerializer.Deserialize(text, ConsulJson.Default.String) ?? "", out var at)
                ? at.Address
                : null;
        }
        catch (Exception e)
            when (e is HttpRequestException or JsonException
                || (e is OperationCanceledException && !cancel.IsCancellationRequested)
            )
        {
            return null;
        }
    }

    private sealed record Server(SiteId Site, IPEndPoint Http, Child Process);
}
