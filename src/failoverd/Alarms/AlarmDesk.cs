namespace FailoverCtl.Daemon.Alarms;

/// <summary>Decides which alarms are told: the same words once in a while, counted meanwhile. It does no I/O and has no clock.</summary>
public sealed class AlarmDesk(string cluster, string controller)
{
    /// <summary>The same words are told again after this long, ms: somebody may have slept through them.</summary>
    public const long RepeatMilliseconds = 600_000;

    /// <summary>Words remembered at most; what was raised longest ago is forgotten first, and told at once when it comes again.</summary>
    public const int RememberedMax = 256;

    /// <summary>Characters of an alarm that are told.</summary>
    public const int LengthMax = 2_000;

    private readonly Dictionary<string, Told> _told = new(StringComparer.Ordinal);
    private long _number;

    /// <param name="now">Monotonic ms.</param>
    /// <param name="wallTime">For display only.</param>
    /// <returns>Null when it has been told lately.</returns>
    public AlarmMessage? Raise(string what, long now, DateTimeOffset wallTime)
    {
        var text = what.Length <= LengthMax ? what : what[..LengthMax];
        if (_told.TryGetValue(text, out var known) && now - known.At < RepeatMilliseconds)
        {
            _told[text] = known with { Unsaid = known.Unsaid + 1 };
            return null;
        }

        _told[text] = new(now, 0);
        if (_told.Count > RememberedMax)
        {
            _told.Remove(_told.MinBy(t => t.Value.At).Key);
        }

        return new(
            AlarmMessage.CurrentSchema,
            cluster,
            controller,
            AlarmMessage.KeyOf(cluster, text),
            ++_number,
            (known?.Unsaid ?? 0) + 1,
            wallTime,
            text
        );
    }

    private sealed record Told(long At, long Unsaid);
}
