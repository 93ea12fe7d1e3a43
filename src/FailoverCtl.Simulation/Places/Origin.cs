using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Simulation.Places;

/// <summary>What stands behind one address, as it really is.</summary>
public sealed class Origin(EndpointId endpoint, Host host)
{
    private readonly List<FailureKind> _troubles = [];
    private long _servingSince;

    public EndpointId Endpoint => endpoint;

    public Host Host => host;

    /// <summary>None: it serves. Timeout: it hangs.</summary>
    public FailureKind Answers => _troubles.Count == 0 ? FailureKind.None : _troubles[^1];

    public void Begin(FailureKind trouble) => _troubles.Add(trouble);

    public void End(FailureKind trouble, long now)
    {
        _troubles.Remove(trouble);
        _servingSince = now;
    }

    /// <summary>The power is back.</summary>
    public void Boot(long now) => _servingSince = now;

    /// <summary>How long it has served without a break, ms; -1 when it does not.</summary>
    public long ServedFor(long now) => Answers == FailureKind.None ? now - _servingSince : -1;
}
