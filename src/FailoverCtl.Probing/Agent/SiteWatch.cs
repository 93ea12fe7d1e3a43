using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Probing.Agent;

/// <summary>What lies at one site: its endpoints, its agents, and when all of them were last looked at together.</summary>
internal sealed class SiteWatch(SiteId id)
{
    public SiteId Id { get; } = id;

    public List<Watched> Endpoints { get; } = [];

    /// <summary>Its agents, without this one.</summary>
    public List<PeerWatch> Peers { get; } = [];

    /// <summary>Endpoints that are suspect or down for a reason that can mean loss.</summary>
    public int Lost { get; set; }

    /// <summary>When one of them was suspected last, ms.</summary>
    public long SuspectedAt { get; set; } = long.MinValue / 2;

    public bool Silent { get; set; }

    public long SweptAt { get; set; } = long.MinValue / 2;

    public bool AllPeersSilent()
    {
        foreach (var peer in Peers)
        {
            if (!peer.Silent || !peer.Heard)
            {
                return false;
            }
        }

        return Peers.Count > 0;
    }
}
