using FailoverCtl.Simulation.Places;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Store;

/// <summary>
/// Consul as it is deployed: one server at each site, one of them leads. Without a majority, and for the time of an
/// election, nothing is committed; what was on its way may be applied by the next leader, after its sender gave up. Any
/// server answers a stale read, late.
/// </summary>
public sealed class StretchedServers : IStoreServers
{
    private const long LookEvery = 50;

    // Measured on 1.8.7 with raft_multiplier = 1: 2.5 to 3.2 s from the leader's death to the first accepted transaction.
    private const long ElectionMin = 2_500;
    private const long ElectionMax = 3_200;

    /// <summary>Of writes without a leader, held by their server until there is one, basis points.</summary>
    private const int Held = 6_000;

    private const int HeldMax = 256;

    private readonly Cluster _cluster;
    private readonly Host[] _hosts;
    private readonly int[] _deaths;
    private readonly List<Action> _held = [];
    private int _leader;
    private long _electionAt;
    private bool _holdsAll;
    private bool _hasMajority = true;

    public StretchedServers(Cluster cluster)
    {
        _cluster = cluster;
        _hosts = [.. cluster.Topology.Sites.Keys.Select(s => cluster.Network.Add($"store/{s}", s))];
        _deaths = new int[_hosts.Length];
        _leader = (int)cluster.Random.Between(0, _hosts.Length - 1);
        Look();
    }

    public IReadOnlyList<Host> Hosts => _hosts;

    public Host? Leader => _leader >= 0 && CanLead(_leader) ? _hosts[_leader] : null;

    public bool Hears(Host host) => Indexes.Any(i => IsAlive(i) && Network.Reaches(host, _hosts[i]));

    public bool Tells(Host host) => Indexes.Any(i => IsAlive(i) && Network.Reaches(_hosts[i], host));

    public bool Answers(Host host) =>
        Leader is { } leader
        && Indexes.Any(i => IsAlive(i) && Network.BothWays(host, _hosts[i]) && Network.BothWays(_hosts[i], leader));

    public bool AnswersStale(Host host) =>
        Indexes.Any(i =>
            IsAlive(i)
            && Network.BothWays(host, _hosts[i])
            && (_leader < 0 || Network.BothWays(_hosts[i], _hosts[_leader]))
        );

    /// <summary>To its nearest server and on to the leader.</summary>
    public long Delay(Host host) => Network.Delay(host, _hosts[_leader < 0 ? 0 : _leader]);

    public void Take(Host host, Action apply)
    {
        if (Answers(host))
        {
            apply();
        }
        else if (_held.Count < HeldMax && (_holdsAll || _cluster.Random.Happens(Held)))
        {
            _held.Add(apply);
        }
    }

    /// <summary>One more reason for this server to be dead (or, with -1, one less).</summary>
    public void Kill(int server, int by) => _deaths[server] += by;

    /// <summary>The leader dies; what is on its way to it has reached the others and outlives it.</summary>
    /// <returns>What starts it again.</returns>
    public Action KillLeader()
    {
        if (_leader < 0)
        {
            return static () => { };
        }

        var dead = _leader;
        Kill(dead, 1);
        _holdsAll = true;
        Lose();
        return () => Kill(dead, -1);
    }

    private Network Network => _cluster.Network;

    private IEnumerable<int> Indexes => Enumerable.Range(0, _hosts.Length);

    private bool IsAlive(int server) => _deaths[server] == 0 && !Network.IsDark(_hosts[server].Site);

    private bool CanLead(int server) =>
        IsAlive(server)
        && 2 * Indexes.Count(i => IsAlive(i) && Network.BothWays(_hosts[server], _hosts[i])) > _hosts.Length;

    private void Look()
    {
        if (_leader >= 0 && !CanLead(_leader))
        {
            Lose();
        }
        else if (_leader < 0)
        {
            Elect();
        }

        _cluster.Clock.After(LookEvery, Look);
    }

    private void Lose()
    {
        _cluster.Sightings.Add(Sighting.LeaderLost);
        _cluster.Timeline.Add("store", $"{_hosts[_leader]} no longer leads");
        _leader = -1;
        foreach (var watch in _cluster.Processes.SelectMany(p => p.Watches))
        {
            watch.LoseLeader();
        }

        _electionAt = _cluster.Clock.Now + _cluster.Random.Between(ElectionMin, ElectionMax);
    }

    private void Elect()
    {
        var able = Indexes.Where(CanLead).ToArray();
        if (able.Length == 0)
        {
            _cluster.Sightings.Add(Sighting.QuorumLost, _hasMajority ? 1 : 0);
            _hasMajority = false;
            // Whoever is back must first hear of the others.
            _electionAt = Math.Max(_electionAt, _cluster.Clock.Now + ElectionMin);
            return;
        }

        _hasMajority = true;
        if (_cluster.Clock.Now < _electionAt)
        {
            return;
        }

        _leader = _cluster.Random.Pick(able);
        _cluster.Sightings.Add(Sighting.LeaderElected);
        _cluster.Timeline.Add("store", $"{_hosts[_leader]} leads");
        var held = _held.ToArray();
        _held.Clear();
        _holdsAll = false;
        foreach (var apply in held)
        {
            apply();
        }
    }
}
