using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles.Diagnostics;
using FailoverCtl.TopologyFiles.Language;

namespace FailoverCtl.TopologyFiles.Binding;

/// <summary>Demand, from one number to every hour of a week with its surges, and the peak that room is kept for.</summary>
internal sealed class DemandBinder(ClockShelf clocks)
{
    private const string DefaultZone = "UTC";

    private const int FirstWeekendDay = 5;

    /// <returns>The peak, null when nothing is declared; and the curve, null when it is flat.</returns>
    public (int? PeakPerSecond, Demand? Demand) Bind(Fields service)
    {
        if (!service.Has(Shapes.Service.Demand))
        {
            return (null, null);
        }

        if (service.ReadShape(Shapes.Service.Demand) is not { } fields)
        {
            return (service.ReadValue(Shapes.Service.Demand, 0), null);
        }

        var zone = clocks.Of(new(fields.Read(Shapes.Demand.TimeZone, DefaultZone)));
        var hourly = fields.Read(Shapes.Demand.Hours) is { } hours
            ? BindWeek(hours)
            : [fields.Read(Shapes.Demand.Rate, 0)];
        var surges = fields
            .Read(Shapes.Demand.Surges)
            .Select(s => BindSurge(s.Id, s.Fields, zone))
            .OrderBy(s => s.From)
            .ThenBy(s => s.Name, StringComparer.Ordinal)
            .ToEquatableArray();
        var demand = new Demand(zone.Id, hourly, surges);
        return (demand.Peak(zone), hourly.Count == 1 && surges.IsEmpty ? null : demand);
    }

    private static EquatableArray<int> BindWeek(Fields hours)
    {
        var week = Enumerable
            .Range(0, Shapes.Hours.Days.Count)
            .Select(d => KeysOf(d).FirstOrDefault(hours.Has))
            .ToArray();
        var missing = Shapes.Hours.Days.Where((_, d) => week[d] is null).Select(d => d.Name).ToArray();
        if (missing.Length > 0 && !hours.Broken)
        {
            hours.Refuse(
                MeaningRules.DayWithoutDemand,
                $"these hours leave out {string.Join(", ", missing)}",
                "Give each day its own, or write weekday, weekend or every."
            );
        }

        var read = week.OfType<ListKey<int>>().Distinct().ToDictionary(k => k, k => hours.Read(k));
        return week.SelectMany(key => key is not null && read[key].Count == Demand.HoursOfDay ? read[key] : NoDemand)
            .ToEquatableArray();
    }

    private static IReadOnlyList<int> NoDemand => new int[Demand.HoursOfDay];

    /// <summary>From the most specific to the least.</summary>
    private static ListKey<int>[] KeysOf(int day) =>
        [
            Shapes.Hours.Days[day],
            day < FirstWeekendDay ? Shapes.Hours.Weekday : Shapes.Hours.Weekend,
            Shapes.Hours.Every,
        ];

    private static Surge BindSurge(string name, Fields fields, TimeZoneOffsets zone)
    {
        var from = zone.InstantOf(fields.Read(Shapes.Surge.From, DateTime.UnixEpoch));
        var until = zone.InstantOf(fields.Read(Shapes.Surge.Until, DateTime.UnixEpoch));
        var bothRead = from.Year >= Clocks.FirstYear - 1 && until.Year >= Clocks.FirstYear - 1;
        if (bothRead && until <= from)
        {
            fields.Refuse(
                MeaningRules.SurgeEndsFirst,
                $"the surge {Quoting.Quote(name)} ends before it begins",
                "'until' is the first moment after it."
            );
        }

        return new(
            name,
            from,
            until,
            fields.Has(Shapes.Surge.Factor) ? fields.Read(Shapes.Surge.Factor, 0) : null,
            fields.Has(Shapes.Surge.Rate) ? fields.Read(Shapes.Surge.Rate, 0) : null,
            fields.Read(Shapes.Surge.Why, "")
        );
    }
}
