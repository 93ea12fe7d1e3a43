using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Topology;

/// <summary>
/// What the clocks of a time zone show, as data: whoever applied the topology looked it up, and everyone computes alike
/// from then on, whatever rules his own machine knows.
/// </summary>
/// <param name="FirstOffsetMinutes">Ahead of UTC before the first change.</param>
/// <param name="Changes">In order of time.</param>
public sealed record TimeZoneOffsets(TimeZoneId Id, int FirstOffsetMinutes, EquatableArray<OffsetChange> Changes)
{
    /// <summary>Minutes since 1970-01-01T00:00Z.</summary>
    public static long Minutes(DateTimeOffset instant) => instant.ToUnixTimeSeconds() / 60;

    public int OffsetMinutesAt(DateTimeOffset instant) => OffsetMinutesAt(Minutes(instant));

    /// <summary>A local time that the clocks skip or show twice is read by the offset in force around it.</summary>
    public DateTimeOffset InstantOf(DateTime local)
    {
        var minutes = Minutes(new(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), TimeSpan.Zero));
        var guess = minutes - OffsetMinutesAt(minutes);
        return DateTimeOffset.FromUnixTimeSeconds(60 * (minutes - OffsetMinutesAt(guess)));
    }

    private int OffsetMinutesAt(long minutes)
    {
        var offset = FirstOffsetMinutes;
        foreach (var change in Changes)
        {
            if (change.AtMinutes > minutes)
            {
                break;
            }

            offset = change.OffsetMinutes;
        }

        return offset;
    }
}

/// <param name="AtMinutes">Since 1970-01-01T00:00Z.</param>
/// <param name="OffsetMinutes">Ahead of UTC from then on.</param>
public readonly record struct OffsetChange(long AtMinutes, int OffsetMinutes);
