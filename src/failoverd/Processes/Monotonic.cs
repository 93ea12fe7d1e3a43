namespace FailoverCtl.Daemon.Processes;

/// <summary>Milliseconds since this process began: the only time that decisions see. Never the time of day.</summary>
public sealed class Monotonic(TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();

    public long NowMilliseconds => (long)time.GetElapsedTime(_origin).TotalMilliseconds;

    public TimeProvider Time => time;
}
