using static FailoverCtl.TopologyFiles.Language.Numbers;

namespace FailoverCtl.TopologyFiles.Language;

/// <summary>Demand by the hour and known surges.</summary>
internal static partial class Shapes
{
    public static class Surge
    {
        public static readonly ScalarKey<DateTime> From = new(
            "from",
            Times.Local,
            "When it begins, by the clocks of the demand's time zone.",
            Required: true
        );

        public static readonly ScalarKey<DateTime> Until = new(
            "until",
            Times.Local,
            "The first moment after it.",
            Required: true
        );

        public static readonly ScalarKey<int> Factor = new(
            "factor",
            Share(1, 99_900),
            "How much of the hour's demand there is meanwhile: 250 % is two and a half times."
        );

        public static readonly ScalarKey<int> Rate = new(
            "rate",
            Whole(0, LargestRate),
            "Requests per second meanwhile, whatever the hour."
        );

        public static readonly ScalarKey<string> Why = new(
            "why",
            Words.Sentence,
            "Shown with plans for that time.",
            Required: true
        );

        public static readonly Shape Shape = new(
            "surge",
            "a surge",
            "Demand known to differ from other weeks. Of several at once the highest counts.",
            [From, Until, Factor, Rate, Why]
        )
        {
            ExactlyOneOf = [Factor.Name, Rate.Name],
        };
    }

    public static class Hours
    {
        /// <summary>The first of these that is given counts for a day.</summary>
        public static readonly ListKey<int> Every = Of("every", "any day that no other key here names");

        public static readonly ListKey<int> Weekday = Of("weekday", "Monday to Friday");

        public static readonly ListKey<int> Weekend = Of("weekend", "Saturday and Sunday");

        /// <summary>From Monday on.</summary>
        public static readonly IReadOnlyList<ListKey<int>> Days =
        [
            Of("monday", "Mondays"),
            Of("tuesday", "Tuesdays"),
            Of("wednesday", "Wednesdays"),
            Of("thursday", "Thursdays"),
            Of("friday", "Fridays"),
            Of("saturday", "Saturdays"),
            Of("sunday", "Sundays"),
        ];

        public static readonly Shape Shape = new(
            "hours",
            "the hours",
            "Requests per second in each hour of a day, from 0:00 on. A day's own name goes before weekday and weekend, and these before every.",
            [Every, Weekday, Weekend, .. Days]
        );

        private static ListKey<int> Of(string name, string days) =>
            new(name, Whole(0, LargestRate), 24, 24, $"Of {days}.");
    }

    public static class Demand
    {
        public static readonly ScalarKey<int> Rate = new("rate", Whole(0, LargestRate), "The same at all hours.");

        public static readonly ShapeKey Hours = new("hours", Shapes.Hours.Shape, "By the hour.");

        public static readonly ScalarKey<string> TimeZone = new(
            "timeZone",
            Times.Zone,
            "Whose hours and whose surges, such as Europe/Paris.",
            "UTC"
        );

        public static readonly MapKey Surges = new("surges", Surge.Shape, "What is known to come.");

        public static readonly Shape Shape = new(
            "demand",
            "the demand",
            "Requests per second over all sites. The highest at any time is what room is kept for.",
            [Rate, Hours, TimeZone, Surges]
        )
        {
            ExactlyOneOf = [Rate.Name, Hours.Name],
        };
    }
}
