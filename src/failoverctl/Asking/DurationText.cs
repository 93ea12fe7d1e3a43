using System.CommandLine.Parsing;
using System.Globalization;

namespace FailoverCtl.CommandLine.Asking;

/// <summary>Durations as people write them: 500ms, 90s, 5m, 2h, 3d.</summary>
internal static class DurationText
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>For an option: what is no duration becomes an error of the command line.</summary>
    public static TimeSpan? Parse(ArgumentResult result, TimeSpan shortest)
    {
        var text = result.Tokens is [{ Value: var value }] ? value : "";
        if (Of(text) is { } duration && duration >= shortest)
        {
            return duration;
        }

        result.AddError($"\"{text}\" is no duration here: write 500ms, 90s, 5m, 2h or 3d, at most 30 days");
        return null;
    }

    /// <summary>Null when it is none, negative, or too long. A number alone is seconds.</summary>
    public static TimeSpan? Of(string text)
    {
        var unit = text.AsSpan().TrimStart("0123456789").ToString();
        var milliseconds = unit switch
        {
            "ms" => 1L,
            "s" or "" => 1_000,
            "m" or "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => 0,
        };
        return
            milliseconds > 0
            && int.TryParse(text.AsSpan(0, text.Length - unit.Length), CultureInfo.InvariantCulture, out var number)
            && number * milliseconds <= Longest.TotalMilliseconds
            ? TimeSpan.FromMilliseconds(number * milliseconds)
            : null;
    }
}
