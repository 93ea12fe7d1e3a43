using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Probing.Agent;

/// <summary>All other agents, in order of their names.</summary>
internal sealed class Peers
{
    private SortedMap<AgentId, PeerWatch> _all = SortedMap<AgentId, PeerWatch>.Empty;
    private int _silent;

    /// <summary>There are others, and none of them is heard.</summary>
    public bool AllSilent => _all.Count > 0 && _silent == _all.Count;

    public bool Knows(AgentId agent) => _all.ContainsKey(agent);

    public void Follow(Topology topology, AgentId self, Board board, long now)
    {
        _all = topology
            .VantagePoints.Values.Where(v => v.Id != self)
            .Select(v =>
                _all.Find(v.Id) is { } known && known.Site == v.Site ? known : new PeerWatch(v.Id, v.Site, now)
            )
            .ToSortedMap(p => p.Agent);
        foreach (var peer in _all.Values)
        {
            if (peer.Site is { } at && board.Site(at) is { } site)
            {
                site.Peers.Add(peer);
            }
        }

        _silent = _all.Values.Count(p => p.Silent);
    }

    /// <returns>Whether it was silent before.</returns>
    public bool Beat(AgentId from, long now)
    {
        if (_all.Find(from) is not { } peer)
        {
            return false;
        }

        var returns = peer.Silent;
        peer.Beat(now);
        _silent -= returns ? 1 : 0;
        return returns;
    }

    /// <returns>Whether another one fell silent.</returns>
    public bool Look(long now)
    {
        var silent = 0;
        for (var i = 0; i < _all.Count; i++)
        {
            var peer = _all.Values[i];
            peer.Look(now);
            silent += peer.Silent ? 1 : 0;
        }

        var changed = silent != _silent;
        _silent = silent;
        return changed;
    }

    public void Excuse(long now)
    {
        foreach (var peer in _all.Values)
        {
            peer.Excuse(now);
        }
    }

    public EquatableArray<AgentId> SilentOnes() =>
        _silent == 0 ? [] : _all.Values.Where(p => p.Silent).Select(p => p.Agent).ToEquatableArray();
}
