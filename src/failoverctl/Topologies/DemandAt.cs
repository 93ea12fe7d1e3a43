using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Topologies;

/// <summary>
/// How much is asked for at a time. A topology declares the peak of each service and nothing by hour, so it is the peak at any
/// time: never less than what comes.
/// </summary>
public static class DemandAt
{
    /// <summary>The same topology with the demand of that moment in place of the peak.</summary>
    /// <param name="at">Null: the peak.</param>
    public static Topology Of(Topology topology, DateTimeOffset? at) => topology;

    /// <summary>What the numbers stand for, for the operator.</summary>
    public static string Describe(DateTimeOffset? at) =>
        at is { } time
            ? $"declared peak demand (none is declared by hour, so it stands for {time:yyyy-MM-dd HH:mm zzz})"
            : "declared peak demand";
}
