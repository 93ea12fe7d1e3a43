using System.Net;

namespace FailoverCtl.Daemon.Dns;

internal static partial class DnsServerLog
{
    [LoggerMessage(2001, LogLevel.Information, "DNS server {Id} answers on {Address}")]
    public static partial void Serving(this ILogger log, string id, IPEndPoint address);

    [LoggerMessage(2002, LogLevel.Information, "DNS server {Id} answers its last state, epoch {Epoch}")]
    public static partial void StateLoaded(this ILogger log, string id, long epoch);

    [LoggerMessage(2003, LogLevel.Warning, "DNS server {Id} has no last state and answers nothing yet: {Why}")]
    public static partial void NoState(this ILogger log, string id, string why);

    [LoggerMessage(2004, LogLevel.Information, "DNS server {Id} answers epoch {Epoch}: {Cause}")]
    public static partial void EpochApplied(this ILogger log, string id, long epoch, string cause);

    [LoggerMessage(2005, LogLevel.Error, "DNS server {Id} refuses epoch {Epoch}: {Why}")]
    public static partial void EpochRefused(this ILogger log, string id, long epoch, string why);

    [LoggerMessage(2006, LogLevel.Error, "DNS server {Id} answers on, but its state is not on disk: {Why}")]
    public static partial void StateNotSaved(this ILogger log, string id, string why);

    [LoggerMessage(
        2007,
        LogLevel.Error,
        "DNS server {Id} is not declared in the topology in force and answers nothing"
    )]
    public static partial void NotDeclared(this ILogger log, string id);

    [LoggerMessage(2008, LogLevel.Warning, "{Sentence}")]
    public static partial void Reflex(this ILogger log, string sentence);

    [LoggerMessage(
        2009,
        LogLevel.Warning,
        "DNS server {Id} has no reflex: without a peer key no agent's report can be believed, so while the store is silent "
            + "its answers stay as they are. Give it the --peer-key-file of the agents"
    )]
    public static partial void NoReflex(this ILogger log, string id);

    [LoggerMessage(2010, LogLevel.Error, "The reflex met a bug and goes on")]
    public static partial void ReflexFailed(this ILogger log, Exception exception);

    [LoggerMessage(2011, LogLevel.Information, "DNS server {Id}: {Sentence}")]
    public static partial void SecondaryFollows(this ILogger log, string id, string sentence);

    [LoggerMessage(2012, LogLevel.Warning, "DNS server {Id}: {Sentence}")]
    public static partial void SecondaryDoesNotFollow(this ILogger log, string id, string sentence);

    [LoggerMessage(
        2013,
        LogLevel.Warning,
        "DNS server {Id} limited {Count} answers since its last status: some network asks, or somebody asks in its name, more "
            + "than it may get over UDP. Real resolvers come back over TCP"
    )]
    public static partial void AnswersLimited(this ILogger log, string id, long count);
}
