using FailoverCtl.Decision.Diagnosis;
using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Reflex;

/// <summary>The epoch that this server answers, ready to be judged on.</summary>
/// <param name="since">When this process began to answer it, monotonic ms.</param>
internal sealed class AnsweredEpoch(LedgerEntry entry, Topology topology, long since)
{
    /// <summary>The same vote rule, but a wrong answer never counts, however long it has lasted: it is no loss (I-28).</summary>
    private readonly Topology _lossesOnly = topology with
    {
        Policy = topology.Policy with { SoftHoldMilliseconds = int.MaxValue },
    };

    public LedgerEntry Entry => entry;

    public Topology Topology => topology;

    /// <summary>Makes findings in which only losses count.</summary>
    public Diagnose Diagnose => field ??= new(_lossesOnly, entry.TopologyHash);

    public ServiceFamily[] Units => field ??= [.. ServiceFamily.Of(topology)];

    public bool Answers(EndpointId endpoint) => Weight(endpoint) > 0;

    public int Weight(EndpointId endpoint) => entry.Steering.Weight(topology, endpoint);

    public LocationId LocationOf(EndpointId endpoint) => topology.Sites[endpoint.Site].Location;

    public Mode ModeOf(EndpointId endpoint) => topology.Services[endpoint.Service].Mode ?? topology.Policy.Mode;

    /// <summary>The latches counted down: they can only be too long, for the epoch may be older than this process.</summary>
    public Latches LatchesAt(long now) => LatchClock.After(entry.Latches, now - since);
}
