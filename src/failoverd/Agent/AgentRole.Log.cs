using System.Net;

namespace FailoverCtl.Daemon.Agent;

internal static partial class AgentLog
{
    [LoggerMessage(3001, LogLevel.Information, "Agent {Id} probes {Count} endpoints")]
    public static partial void AgentStarted(this ILogger log, string id, int count);

    [LoggerMessage(3002, LogLevel.Error, "Agent {Id} is no vantage point of the topology in force and probes nothing")]
    public static partial void NotDeclared(this ILogger log, string id);

    [LoggerMessage(
        3003,
        LogLevel.Information,
        "Agent {Id} gives its report on TCP {Address} to holders of the peer key"
    )]
    public static partial void Serving(this ILogger log, string id, IPEndPoint address);

    [LoggerMessage(
        3004,
        LogLevel.Warning,
        "Agent {Id} gives its report to nobody but the store: there is no peer key, so DNS servers have no reflex. "
            + "Give all agents and DNS servers the same --peer-key-file"
    )]
    public static partial void NotServing(this ILogger log, string id);

    [LoggerMessage(3005, LogLevel.Information, "The store answers agent {Id} again: it publishes its report at once")]
    public static partial void Republishing(this ILogger log, string id);
}
