using System.Globalization;
using FailoverCtl.Domain;
using FailoverCtl.TopologyFiles.Diagnostics;
using static FailoverCtl.TopologyFiles.Diagnostics.Quoting;

namespace FailoverCtl.TopologyFiles.Language;

/// <summary>Numbers, durations and shares: decimal digits and a unit, nothing that another YAML reader takes otherwise.</summary>
internal static class Numbers
{
    public static ValueKind<int> Whole(int min, int max) =>
        new(
            $"{min} to {max}",
            text => Digits(text) ? InRange(text, text, min, max, v => $"{v}") : NotANumber(text, min, max),
            () =>
                new()
                {
                    ["type"] = "integer",
                    ["minimum"] = min,
                    ["maximum"] = max,
                }
        );

    /// <param name="min">ms.</param>
    /// <param name="max">ms.</param>
    public static ValueKind<int> Duration(int min, int max) =>
        new(
            $"{DurationText(min)} to {DurationText(max)}",
            text => ParseDuration(text, min, max),
            () => new() { ["type"] = "string", ["pattern"] = "^(0|[1-9][0-9]{0,8})(ms|s|m|h)$" }
        );

    /// <summary>Percent in the file, basis points in the model.</summary>
    /// <param name="min">Basis points.</param>
    /// <param name="max">Basis points.</param>
    public static ValueKind<int> Share(int min, int max) =>
        new(
            $"{ShareText(min)} to {ShareText(max)}",
            text => ParseShare(text, min, max),
            () => new() { ["type"] = "string", ["pattern"] = "^(0|[1-9][0-9]{0,2})(\\.[0-9]{1,2})? ?%$" }
        );

    public static string DurationText(int milliseconds) =>
        milliseconds switch
        {
            >= 3_600_000 when milliseconds % 3_600_000 == 0 => $"{milliseconds / 3_600_000}h",
            >= 60_000 when milliseconds % 60_000 == 0 => $"{milliseconds / 60_000}m",
            >= 1_000 when milliseconds % 1_000 == 0 => $"{milliseconds / 1_000}s",
            _ => $"{milliseconds}ms",
        };

    public static string ShareText(int basisPoints) =>
        $"{(basisPoints / 100m).ToString("0.##", CultureInfo.InvariantCulture)} %";

    private static Parsed<int> NotANumber(string text, int min, int max) =>
        Parsed<int>.Not(
            BindingRules.NotANumber,
            $"{Quote(text)} is not a whole number",
            $"Write decimal digits only, from {min} to {max}: no sign, leading zero, unit, exponent or separator."
        );

    private static Parsed<int> ParseDuration(string text, int min, int max)
    {
        var digits = text.TrimEnd('m', 's', 'h');
        long? unit = text[digits.Length..] switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => null,
        };
        if (unit is null || !Digits(digits))
        {
            return Parsed<int>.Not(
                BindingRules.NotADuration,
                $"{Quote(text)} is not a duration",
                "Write a whole number and a unit without a space: 1500ms, 30s, 5m or 1h."
            );
        }

        var milliseconds = digits.Length > 9 ? long.MaxValue : long.Parse(digits, CultureInfo.InvariantCulture) * unit;
        return milliseconds >= min && milliseconds <= max
            ? (int)milliseconds
            : OutOfRange(text, DurationText(min), DurationText(max));
    }

    private static Parsed<int> ParseShare(string text, int min, int max)
    {
        var number = text.EndsWith('%') ? text[..^1].TrimEnd(' ') : "";
        var parts = number.Split('.');
        if (!Digits(parts[0]) || parts.Length > 2 || (parts.Length == 2 && !Fraction(parts[1])))
        {
            return Parsed<int>.Not(
                BindingRules.NotAShare,
                $"{Quote(text)} is not a share",
                "Write a percentage with at most two decimals: 85 % or 2.5 %."
            );
        }

        var basisPoints =
            parts[0].Length > 5
                ? int.MaxValue
                : (int)(decimal.Parse(number, CultureInfo.InvariantCulture) * BasisPoints.Whole / 100);
        return basisPoints >= min && basisPoints <= max
            ? basisPoints
            : OutOfRange(text, ShareText(min), ShareText(max));
    }

    private static Parsed<int> InRange(string text, string digits, int min, int max, Func<int, string> show) =>
        digits.Length <= 9
        && int.Parse(digits, CultureInfo.InvariantCulture) is var value
        && value >= min
        && value <= max
            ? value
            : OutOfRange(text, show(min), show(max));

    private static Parsed<int> OutOfRange(string text, string min, string max) =>
        Parsed<int>.Not(BindingRules.OutOfRange, $"{Quote(text)} is out of range", $"Allowed: {min} to {max}.");

    /// <summary>Decimal digits; a leading zero would be octal to a YAML 1.1 reader.</summary>
    private static bool Digits(string text) =>
        text.Length > 0 && text.All(char.IsAsciiDigit) && (text.Length == 1 || text[0] != '0');

    private static bool Fraction(string text) => text.Length is 1 or 2 && text.All(char.IsAsciiDigit);
}
