using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Probing.Agent;
using FailoverCtl.Simulation.Processes;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Places;

/// <summary>What is probed: the origins as they really are, and what each agent could really see of them.</summary>
public sealed class World
{
    private const long Never = long.MinValue / 2;

    private readonly Cluster _cluster;
    private readonly SortedDictionary<EndpointId, int> _indexOf = [];
    private readonly Origin[] _origins;
    private readonly long[,] _failedAt;

    public World(Cluster cluster, IReadOnlyDictionary<SiteId, Host> hosts, int agents)
    {
        _cluster = cluster;
        _origins = [.. cluster.Topology.Endpoints.Order().Select(e => new Origin(e, hosts[e.Site]))];
        for (var i = 0; i < _origins.Length; i++)
        {
            _indexOf[_origins[i].Endpoint] = i;
        }

        _failedAt = new long[agents, _origins.Length];
        for (var i = 0; i < _failedAt.Length; i++)
        {
            _failedAt[i / _origins.Length, i % _origins.Length] = Never;
        }
    }

    public IReadOnlyList<Origin> Origins => _origins;

    public Origin Of(EndpointId endpoint) => _origins[_indexOf[endpoint]];

    /// <summary>How long it has served without a break where there is power, ms; -1 when it does not.</summary>
    public long ServedFor(EndpointId endpoint) =>
        _cluster.Network.IsDark(endpoint.Site) ? -1 : Of(endpoint).ServedFor(_cluster.Clock.Now);

    /// <summary>When a probe of that agent last failed for another reason than a lost packet, true ms.</summary>
    public long ReallyFailedAt(AgentProcess agent, EndpointId endpoint) => _failedAt[agent.Index, _indexOf[endpoint]];

    /// <summary>An origin's process dies or comes into trouble; a killed one closes its idle connections (sentinels).</summary>
    public void Begin(Origin origin, FailureKind trouble)
    {
        origin.Begin(trouble);
        if (trouble != FailureKind.Refused)
        {
            return;
        }

        foreach (var agent in _cluster.Agents)
        {
            if (agent.Alive && _cluster.Network.BothWays(origin.Host, agent.Host))
            {
                var notice = agent.ForThisLife(() => agent.ConnectionLost(origin.Endpoint));
                _cluster.Clock.After(_cluster.Network.Delay(origin.Host, agent.Host), notice);
            }
        }
    }

    /// <summary>One probe; its result comes exactly once, after at most the timeout, unless the agent dies.</summary>
    public void Probe(AgentProcess agent, EndpointId endpoint, long timeout, Action<ProbeOutcome> done)
    {
        var index = _indexOf[endpoint];
        var origin = _origins[index];
        var network = _cluster.Network;
        if (network.Loses())
        {
            Finish(agent, timeout, done, ProbeOutcome.Failed(FailureKind.Timeout));
            return;
        }

        var there = network.Delay(agent.Host, origin.Host);
        var back = network.Delay(origin.Host, agent.Host);
        var life = agent.Life;
        _cluster.Clock.After(
            there,
            () =>
            {
                if (agent.Life != life)
                {
                    return;
                }

                var kind =
                    network.BothWays(agent.Host, origin.Host) && there + back < timeout
                        ? origin.Answers
                        : FailureKind.Timeout;
                if (kind != FailureKind.None)
                {
                    _failedAt[agent.Index, index] = _cluster.Clock.Now;
                }

                var outcome = kind == FailureKind.None ? ProbeOutcome.Good(there + back) : ProbeOutcome.Failed(kind);
                Finish(agent, kind == FailureKind.Timeout ? Math.Max(0, timeout - there) : back, done, outcome);
            }
        );
    }

    /// <summary>Does the reference outside the agent's own site answer?</summary>
    public void AskAnchor(AgentProcess agent, long timeout, Action<bool> done)
    {
        var network = _cluster.Network;
        var reached = network.BothWays(agent.Host, _cluster.AnchorHost) && !network.Loses();
        var wait = reached
            ? network.Delay(agent.Host, _cluster.AnchorHost) + network.Delay(_cluster.AnchorHost, agent.Host)
            : timeout;
        var answered = reached && wait < timeout;
        agent.After(Math.Min(wait, timeout), () => done(answered));
    }

    private static void Finish(AgentProcess agent, long after, Action<ProbeOutcome> done, ProbeOutcome outcome) =>
        agent.After(after, () => done(outcome));
}
