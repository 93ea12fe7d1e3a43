using FailoverCtl.Domain.Evidence;

namespace FailoverCtl.Probing.Agent;

/// <summary>How one probe ended: good (<see cref="FailureKind.None"/>) after so many ms, or a failure.</summary>
public readonly record struct ProbeOutcome(FailureKind Kind, long LatencyMilliseconds)
{
    public static ProbeOutcome Good(long latencyMilliseconds) => new(FailureKind.None, latencyMilliseconds);

    public static ProbeOutcome Failed(FailureKind kind) => new(kind, 0);
}
