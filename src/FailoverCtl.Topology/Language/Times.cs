using System.Globalization;
using FailoverCtl.TopologyFiles.Binding;
using FailoverCtl.TopologyFiles.Diagnostics;
using static FailoverCtl.TopologyFiles.Diagnostics.Quoting;

namespace FailoverCtl.TopologyFiles.Language;

/// <summary>Time zones by their IANA names, and what their clocks show.</summary>
internal static class Times
{
    private const int LongestZone = 64;

    private const string LocalFormat = "yyyy-MM-dd'T'HH:mm";

    public static readonly ValueKind<string> Zone = new(
        "an IANA time zone",
        ParseZone,
        () => new() { ["type"] = "string", ["pattern"] = "^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$" }
    );

    public static readonly ValueKind<DateTime> Local = new(
        "a local time such as 2021-04-06T08:00",
        ParseLocal,
        () => new() { ["type"] = "string", ["pattern"] = "^20[1-4][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]$" }
    );

    private static Parsed<string> ParseZone(string text) =>
        IsName(text) && TimeZoneInfo.TryFindSystemTimeZoneById(text, out _)
            ? text
            : Parsed<string>.Not(
                BindingRules.NotATimeZone,
                $"{Quote(text)} is not a time zone that this machine knows",
                $"{Spelling.Hint(text, TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id))}Write an IANA name such as Europe/Paris."
            );

    private static Parsed<DateTime> ParseLocal(string text)
    {
        if (
            !DateTime.TryParseExact(text, LocalFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
        )
        {
            return Parsed<DateTime>.Not(
                BindingRules.NotALocalTime,
                $"{Quote(text)} is not a local time",
                "Write day and time as 2021-04-06T08:00, without a zone: that of the demand counts."
            );
        }

        return local.Year >= Clocks.FirstYear && local.Year <= Clocks.LastYear
            ? local
            : Parsed<DateTime>.Not(
                BindingRules.OutOfRange,
                $"{Quote(text)} is out of range",
                $"Allowed: {Clocks.FirstYear} to {Clocks.LastYear}."
            );
    }

    /// <summary>Zones are files to the platform: nothing that could name another one gets there.</summary>
    private static bool IsName(string text) =>
        text.Length is > 0 and <= LongestZone
        && text.Split('/')
            .All(part => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '-'));
}
