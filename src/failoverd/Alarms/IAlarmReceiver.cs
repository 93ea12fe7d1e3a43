namespace FailoverCtl.Daemon.Alarms;

/// <summary>Somebody outside who is told.</summary>
internal interface IAlarmReceiver
{
    /// <summary>Names it in the log; no secret is in it.</summary>
    string Name { get; }

    /// <returns>Null when it was taken; otherwise why not, as a sentence without any secret.</returns>
    Task<string?> TellAsync(AlarmMessage message, ReadOnlyMemory<byte> json, CancellationToken cancellationToken);
}
