using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Topologies;

/// <summary>How much is asked for at a time.</summary>
public static class DemandAt
{
    /// <summary>The same topology with the declared demand of that moment in place of the peak.</summary>
    /// <param name="at">Null: the peak.</param>
    public static Topology Of(Topology topology, DateTimeOffset? at) =>
        at is { } instant ? topology.WithDemandAt(instant) : topology;

    /// <summary>What the numbers stand for, for the operator.</summary>
    public static string Describe(DateTimeOffset? at) =>
        at is { } time ? $"declared demand of {time:yyyy-MM-dd HH:mm zzz}" : "declared peak demand";
}
