namespace FailoverCtl.Store.Consul;

/// <summary>One server, and how long it has asked to be left alone (429, 503): slow, never dead. Thread-safe.</summary>
internal sealed class StoreServer(Uri address, TimeProvider time)
{
    /// <summary>When it does not say how long: an overloaded Consul has no Retry-After.</summary>
    public static readonly TimeSpan PatienceDefault = TimeSpan.FromMilliseconds(200);

    /// <summary>Whatever it says: a controller that reads nothing for longer moves nothing either.</summary>
    public static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(1);

    private long _patientUntil = time.GetTimestamp();

    public Uri Address => address;

    /// <summary>Zero when it can be asked.</summary>
    public TimeSpan PatienceLeft
    {
        get
        {
            var left = time.GetElapsedTime(time.GetTimestamp(), Volatile.Read(ref _patientUntil));
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <param name="retryAfter">What the server said; null: nothing.</param>
    /// <param name="spread">0 to 1: so that all who were told the same do not come back at once.</param>
    public void AskPatience(TimeSpan? retryAfter, double spread)
    {
        var asked = retryAfter ?? PatienceDefault;
        var patience = (asked < PatienceMax ? asked : PatienceMax) * (1 + (spread / 2));
        var ticks = (long)(patience.TotalSeconds * time.TimestampFrequency);
        Volatile.Write(ref _patientUntil, time.GetTimestamp() + Math.Max(0, ticks));
    }
}
