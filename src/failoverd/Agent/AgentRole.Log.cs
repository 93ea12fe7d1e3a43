namespace FailoverCtl.Daemon.Agent;

internal static partial class AgentLog
{
    [LoggerMessage(3001, LogLevel.Information, "Agent {Id} probes {Count} endpoints")]
    public static partial void AgentStarted(this ILogger log, string id, int count);

    [LoggerMessage(3002, LogLevel.Error, "Agent {Id} is no vantage point of the topology in force and probes nothing")]
    public static partial void NotDeclared(this ILogger log, string id);
}
