using System.Net;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Daemon.Sandbox.Networks;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary>
/// One network namespace per site and one that holds only the switch between them, so that no firewall of this machine has
/// a say. No namespace has a way out. Neighbours are fixed: what is dark is silent, since nobody asks for its MAC in vain
/// and calls it unreachable. A direction is cut by a route over a neighbour that does not exist: packets leave and reach
/// no one, which iproute2 alone can do.
/// </summary>
internal sealed class NamespaceNetwork : ISandboxNetwork
{
    /// <summary>Sites are numbered from 1; the third byte of an address has room for no more.</summary>
    private const int SitesMax = 200;
    private const int HostsMax = 250;
    private const int OutsideNumber = 0;

    private readonly NetworkSlot _slot;
    private readonly Subnet _subnet;
    private readonly Dictionary<SiteId, int> _numbers;
    private readonly Dictionary<(int Site, IPAddress Declared), IPAddress> _hosts = [];
    private readonly HashSet<Direction> _cut = [];
    private readonly HashSet<SiteId> _dark = [];
    private readonly Lock _gate = new();

    private NamespaceNetwork(NetworkSlot slot, Topology declared)
    {
        (_slot, _subnet) = (slot, slot.Subnet);
        _numbers = NumbersOf(declared);
        Topology = new Readdressing(Place, portShift: 0).Of(declared);
    }

    public NetworkKind Kind => NetworkKind.Namespaces;

    public Topology Topology { get; }

    public int PortShift => 0;

    public IPAddress Outside => _subnet.Host(OutsideNumber, 1);

    private string Switch => $"{_slot.Name}-switch";

    /// <summary>Makes it.</summary>
    /// <returns>The network, or why this process cannot have one; then nothing is left of the attempt.</returns>
    public static (NamespaceNetwork? Network, string? Problem) Open(Topology declared)
    {
        if (Unfit(declared) is { } unfit)
        {
            return (null, unfit);
        }

        if (!Environment.IsPrivilegedProcess)
        {
            return (null, "network namespaces need root");
        }

        var (slot, problem) = NetworkSlot.Take();
        if (slot is null)
        {
            return (null, problem);
        }

        var network = new NamespaceNetwork(slot, declared);
        problem = network.Make();
        if (problem is null)
        {
            return (network, null);
        }

        network.Dispose();
        return (null, problem);
    }

    public IPAddress AddressOf(SiteId site) => _subnet.Host(_numbers[site], 1);

    public IReadOnlyList<string> LauncherOf(SiteId site) => ["ip", "netns", "exec", NamespaceOf(site)];

    public string? Cut(Direction direction)
    {
        lock (_gate)
        {
            var problem = RunAt(
                direction.From,
                $"route replace {_subnet.RangeOf(NumberOf(direction.To))} via {_subnet.NobodyAt(NumberOf(direction.From))} dev {LinkOf(direction.From)}"
            );
            _ = problem is null && _cut.Add(direction);
            return problem;
        }
    }

    public string? CutOff(SiteId site)
    {
        lock (_gate)
        {
            var problem = Run($"-n {Switch} link set dev {PortOf(site)} down");
            _ = problem is null && _dark.Add(site);
            return problem;
        }
    }

    public string? Heal(Direction direction)
    {
        lock (_gate)
        {
            return _cut.Remove(direction)
                ? RunAt(
                    direction.From,
                    $"route delete {_subnet.RangeOf(NumberOf(direction.To))} dev {LinkOf(direction.From)}"
                )
                : null;
        }
    }

    public string? Heal()
    {
        lock (_gate)
        {
            var problem = _cut.ToArray().Select(Heal).FirstOrDefault(p => p is not null);
            foreach (var site in _dark)
            {
                problem ??= Run($"-n {Switch} link set dev {PortOf(site)} up");
            }

            _dark.Clear();
            return problem;
        }
    }

    public void Dispose()
    {
        _slot.Clean();
        _slot.Dispose();
    }

    private static string? Unfit(Topology declared)
    {
        var addresses = Readdressing.AddressesOf(declared).ToArray();
        if (
            Array.Find(addresses, a => a.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6) is
            { Owner: { } owner }
        )
        {
            return $"a world in namespaces has IPv4 only, and {owner} is declared with IPv6";
        }

        var most = addresses.GroupBy(a => a.Site).Max(g => g.Select(a => a.Address).Distinct().Count());
        return declared.Sites.Count > SitesMax || most > HostsMax
            ? $"a world in namespaces has room for {SitesMax} sites of {HostsMax} addresses"
            : null;
    }

    /// <summary>The third byte of a site's first address, so that 127.0.3.1 becomes 10.X.3.1; else the sites in order.</summary>
    private static Dictionary<SiteId, int> NumbersOf(Topology declared)
    {
        var addresses = Readdressing.AddressesOf(declared).ToArray();
        var sites = declared.Sites.Keys;
        var bytes = sites
            .Select(site => (int)(addresses.FirstOrDefault(a => a.Site == site).Address?.GetAddressBytes()[2] ?? 0))
            .ToArray();
        var fit = Array.TrueForAll(bytes, b => b is > OutsideNumber and <= SitesMax);
        return sites
            .Select((site, i) => (site, fit && bytes.Distinct().Count() == bytes.Length ? bytes[i] : i + 1))
            .ToDictionary();
    }

    private string? Make()
    {
        var commands = new List<string>
        {
            $"netns add {Switch}",
            $"-n {Switch} link add name hub type bridge",
            $"-n {Switch} link set dev hub up",
            $"link add name {_slot.Name} address {_subnet.MacOf(OutsideNumber)} type veth peer name outside netns {Switch}",
            $"-n {Switch} link set dev outside master hub up",
        };
        commands.AddRange(AddressesAt(OutsideNumber).Select(a => $"address add {a}/16 dev {_slot.Name}"));
        commands.Add($"link set dev {_slot.Name} up");
        foreach (var (site, number) in _numbers)
        {
            var (at, port) = (NamespaceOf(site), PortOf(site));
            commands.AddRange([
                $"netns add {at}",
                $"-n {Switch} link add name {port} type veth peer name eth0 address {_subnet.MacOf(number)} netns {at}",
                $"-n {Switch} link set dev {port} master hub up",
                $"-n {at} link set dev lo up",
                .. AddressesAt(number).Select(a => $"-n {at} address add {a}/16 dev eth0"),
                $"-n {at} link set dev eth0 up",
            ]);
        }

        commands.AddRange(_numbers.Keys.Select(s => (SiteId?)s).Append(null).SelectMany(Neighbours));
        return commands.Select(Run).FirstOrDefault(problem => problem is not null);
    }

    private IEnumerable<string> Neighbours(SiteId? at)
    {
        var here = NumberOf(at);
        var before = at is { } site ? $"-n {NamespaceOf(site)} " : "";
        var others = _numbers.Values.Append(OutsideNumber).Where(n => n != here);
        return others
            .SelectMany(n => AddressesAt(n).Select(a => (Address: a, Mac: _subnet.MacOf(n))))
            .Append((Address: _subnet.NobodyAt(here), Mac: Subnet.NobodysMac))
            .Select(n => $"{before}neighbour replace {n.Address} lladdr {n.Mac} dev {LinkOf(at)} nud permanent");
    }

    /// <summary>Declared addresses keep their order; the first host of every site is there even if it declares none.</summary>
    private IPAddress Place(SiteId? site, IPAddress declared)
    {
        var number = NumberOf(site);
        if (_hosts.TryGetValue((number, declared), out var known))
        {
            return known;
        }

        // The first host outside is this process's own.
        var host = _hosts.Keys.Count(k => k.Site == number) + (number == OutsideNumber ? 2 : 1);
        return _hosts[(number, declared)] = _subnet.Host(number, host);
    }

    private IEnumerable<IPAddress> AddressesAt(int number) =>
        _hosts.Where(h => h.Key.Site == number).Select(h => h.Value).Prepend(_subnet.Host(number, 1)).Distinct();

    private int NumberOf(SiteId? site) => site is { } here ? _numbers[here] : OutsideNumber;

    private string NamespaceOf(SiteId site) => $"{_slot.Name}-{site}";

    private string PortOf(SiteId site) => $"site{_numbers[site]}";

    private string LinkOf(SiteId? site) => site is null ? _slot.Name : "eth0";

    private string? RunAt(SiteId? site, string words) =>
        Run(site is { } here ? $"-n {NamespaceOf(here)} {words}" : words);

    private static string? Run(string words) => IpCommand.Run(words).Problem;
}
