namespace FailoverCtl.Daemon.Controller;

/// <summary>What a controller logs. The journal is the record; these lines are for the person who watches.</summary>
internal static partial class ControllerLog
{
    [LoggerMessage(1001, LogLevel.Information, "Controller {Id} runs, boot {Boot}")]
    public static partial void ControllerStarted(this ILogger log, string id, long boot);

    [LoggerMessage(1002, LogLevel.Information, "Rehearsed {Sentence}")]
    public static partial void Rehearsed(this ILogger log, string sentence);

    [LoggerMessage(1003, LogLevel.Warning, "{What}")]
    public static partial void AlarmRaised(this ILogger log, string what);

    [LoggerMessage(1004, LogLevel.Error, "The control loop met a bug and goes on with the next input")]
    public static partial void LoopFailed(this ILogger log, Exception exception);

    [LoggerMessage(1005, LogLevel.Warning, "{Problem}")]
    public static partial void Problem(this ILogger log, string problem);

    [LoggerMessage(1006, LogLevel.Error, "Alarm {Number} was not told to {Receiver} in {Tries} tries: {Problem}")]
    public static partial void AlarmNotTold(this ILogger log, long number, string receiver, int tries, string problem);
}
