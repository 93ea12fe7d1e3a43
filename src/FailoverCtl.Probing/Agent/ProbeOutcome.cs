using FailoverCtl.Domain.Evidence;

namespace FailoverCtl.Probing.Agent;

/// <summary>How one probe ended: good (<see cref="FailureKind.None"/>) after so many ms, or a failure.</summary>
public readonly record struct ProbeOutcome(FailureKind Kind, long LatencyMilliseconds)
{
    /// <summary>What exactly was wrong with an answer.</summary>
    public Flaw Flaw { get; init; }

    /// <summary>What was answered instead; 0: nothing that has a number.</summary>
    public int Code { get; init; }

    public static ProbeOutcome Good(long latencyMilliseconds) => new(FailureKind.None, latencyMilliseconds);

    public static ProbeOutcome Failed(FailureKind kind) => new(kind, 0);
}
