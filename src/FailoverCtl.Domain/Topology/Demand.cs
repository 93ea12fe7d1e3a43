using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Topology;

/// <summary>Declared requests/s of a service over all its sites, by the hours of its users' week and with known surges.</summary>
/// <param name="TimeZone">Whose hours; what its clocks show is in <see cref="Topology.TimeZones"/>.</param>
/// <param name="HourlyPerSecond">168 values from Monday 0:00 on, or a single one that always holds.</param>
public sealed record Demand(TimeZoneId TimeZone, EquatableArray<int> HourlyPerSecond, EquatableArray<Surge> Surges)
{
    public const int HoursOfDay = 24;

    public const int HoursOfWeek = 7 * HoursOfDay;

    /// <summary>1970-01-01 was a Thursday.</summary>
    private const long EpochHourOfWeek = 3 * HoursOfDay;

    private const int MinutesOfHour = 60;

    /// <returns>Requests/s; of several surges at once the highest counts.</returns>
    public int At(DateTimeOffset instant, TimeZoneOffsets zone)
    {
        var hour = Hour(instant, zone);
        var surges = Surges.Where(s => s.Covers(instant)).Select(s => s.On(hour)).ToArray();
        return surges.Length == 0 ? hour : surges.Max();
    }

    /// <returns>The highest requests/s at any time, surges included.</returns>
    public int Peak(TimeZoneOffsets zone) =>
        HourlyPerSecond.Concat(Surges.SelectMany(s => Hours(s).Select(t => s.On(Hour(t, zone))))).Max();

    private int Hour(DateTimeOffset instant, TimeZoneOffsets zone)
    {
        var localMinutes = TimeZoneOffsets.Minutes(instant) + zone.OffsetMinutesAt(instant);
        var hourOfWeek = (Math.DivRem(localMinutes, MinutesOfHour).Quotient + EpochHourOfWeek) % HourlyPerSecond.Count;
        return HourlyPerSecond[(int)hourOfWeek];
    }

    /// <summary>A moment in each hour that a surge touches; after a week they repeat.</summary>
    private static IEnumerable<DateTimeOffset> Hours(Surge surge)
    {
        var at = surge.From;
        for (var i = 0; i <= HoursOfWeek && at < surge.Until; i++)
        {
            yield return at;
            at = at.AddHours(1);
        }

        yield return surge.Until.AddMinutes(-1);
    }
}
