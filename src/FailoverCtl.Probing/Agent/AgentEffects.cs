using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Probing.Agent;

/// <summary>
/// What the machine wants done, gathered over one or more inputs. The driver does it and then clears the list, which is
/// used again: a steady state allocates nothing.
/// </summary>
public sealed class AgentEffects
{
    private readonly List<ProbeOrder> _probes = [];
    private readonly List<EndpointId> _suspicions = [];

    /// <summary>Start these probes now; each ends in exactly one completion or abandonment.</summary>
    public IReadOnlyList<ProbeOrder> Probes => _probes;

    /// <summary>Tell all other agents that these endpoints failed to answer here.</summary>
    public IReadOnlyList<EndpointId> Suspicions => _suspicions;

    /// <summary>Tell all other agents that this one lives.</summary>
    public bool Heartbeat { get; internal set; }

    /// <summary>Connect to the anchor once and feed back whether it answered.</summary>
    public bool ProbeAnchor { get; internal set; }

    /// <summary>Publish this; it replaces any older one not yet written.</summary>
    public Report? Report { get; internal set; }

    public void Clear()
    {
        _probes.Clear();
        _suspicions.Clear();
        Heartbeat = false;
        ProbeAnchor = false;
        Report = null;
    }

    internal void Add(ProbeOrder order) => _probes.Add(order);

    internal void Suspect(EndpointId endpoint) => _suspicions.Add(endpoint);
}

/// <param name="Number">Rises with each probe of that endpoint; goes back with the result.</param>
public readonly record struct ProbeOrder(Watched Target, long Number);
