using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.TopologyFiles.Binding;

/// <summary>
/// Turns a time zone of this machine into data, once, when the files are read: the core computes with the table and asks
/// no machine for its rules.
/// </summary>
internal static class Clocks
{
    public const int FirstYear = 2015;

    /// <summary>Rules further ahead are made anew by every parliament.</summary>
    public const int LastYear = 2044;

    private const int MinutesOfDay = 24 * 60;

    public static TimeZoneOffsets Of(TimeZoneId id)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id.Value);
        var from = TimeZoneOffsets.Minutes(new(FirstYear, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var until = TimeZoneOffsets.Minutes(new(LastYear + 1, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var first = Offset(zone, from);
        var changes = new List<OffsetChange>();
        var last = first;
        for (var at = from; at < until; at += MinutesOfDay)
        {
            var offset = Offset(zone, at + MinutesOfDay);
            if (offset != last)
            {
                changes.Add(new(ChangeBetween(zone, at, at + MinutesOfDay), offset));
                last = offset;
            }
        }

        return new(id, first, changes.ToEquatableArray());
    }

    /// <summary>The first minute with the offset of the end.</summary>
    private static long ChangeBetween(TimeZoneInfo zone, long before, long after)
    {
        var offset = Offset(zone, after);
        while (after - before > 1)
        {
            var middle = (before + after) / 2;
            (before, after) = Offset(zone, middle) == offset ? (before, middle) : (middle, after);
        }

        return after;
    }

    private static int Offset(TimeZoneInfo zone, long minutes) =>
        (int)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(60 * minutes)).TotalMinutes;
}
