using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Probing.Agent;

/// <summary>Another agent's heartbeats, by this agent's clock.</summary>
internal sealed class PeerWatch(AgentId agent, SiteId? site, long now)
{
    private long _heardAt = now;

    public AgentId Agent { get; } = agent;

    public SiteId? Site { get; } = site;

    public bool Heard { get; private set; }

    public bool Silent { get; private set; }

    public void Beat(long now)
    {
        _heardAt = now;
        Heard = true;
        Silent = false;
    }

    /// <summary>This process slept, so nothing is known about the time between.</summary>
    public void Excuse(long now) => _heardAt = Math.Max(_heardAt, now);

    public void Look(long now) =>
        Silent = Silent || now - _heardAt > (Heard ? AgentTiming.PeerSilence : AgentTiming.PeerGrace);
}
