namespace FailoverCtl.Daemon.Catalog;

internal static partial class CatalogLog
{
    [LoggerMessage(
        5001,
        LogLevel.Information,
        "This store keeps no catalog: nothing is registered, and maintenance drains nothing"
    )]
    public static partial void NoCatalog(this ILogger log);

    [LoggerMessage(5002, LogLevel.Information, "{Service} is registered with the Consul agent at {Agent}")]
    public static partial void Registered(this ILogger log, string service, string agent);

    [LoggerMessage(5003, LogLevel.Error, "The catalog met a bug and looks again later; nothing else is touched by it")]
    public static partial void CatalogFailed(this ILogger log, Exception exception);

    [LoggerMessage(5004, LogLevel.Information, "Asked for {Kind} of {Scope}, intent {Id}: {Reason}")]
    public static partial void MaintenanceAsked(
        this ILogger log,
        Domain.Ledger.IntentKind kind,
        string scope,
        string id,
        string reason
    );
}
