namespace FailoverCtl.Tests.Core.Dns;

/// <summary>Wall time that stands where it is put.</summary>
internal sealed class FixedClock(long seconds) : TimeProvider
{
    public long Seconds { get; set; } = seconds;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Seconds);
}
