using System.Globalization;

namespace FailoverCtl.Daemon.Store;

/// <summary>The query string of a read.</summary>
/// <param name="Index">0 answers at once.</param>
internal sealed record ReadParameters(ulong Index, TimeSpan Wait)
{
    // Consul's defaults for blocking reads.
    private static readonly TimeSpan WaitDefault = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(10);

    /// <summary>Null with Consul's own complaint when it makes no sense.</summary>
    public static ReadParameters? Parse(IQueryCollection query, out string problem)
    {
        problem = "";
        var index = 0UL;
        var wait = WaitDefault;
        if (query.ContainsKey("stale") && query.ContainsKey("consistent"))
        {
            problem = "Cannot specify ?stale with ?consistent, conflicting semantics.";
            return null;
        }

        if (
            query["index"].ToString() is { Length: > 0 } indexText
            && !ulong.TryParse(indexText, NumberStyles.None, CultureInfo.InvariantCulture, out index)
        )
        {
            problem = "Invalid index";
            return null;
        }

        if (query["wait"].ToString() is { Length: > 0 } waitText)
        {
            if (Duration(waitText) is not { } given)
            {
                problem = "Invalid wait time";
                return null;
            }

            wait =
                given > WaitMax ? WaitMax
                : given > TimeSpan.Zero ? given
                : WaitDefault;
        }

        return new ReadParameters(index, wait);
    }

    // One number and one unit, as in 500ms, 10s, 1.5m: all that the clients of this subset send.
    private static TimeSpan? Duration(string text)
    {
        var digits = text.AsSpan().TrimEnd("hms");
        if (
            !double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number > 1e6
        )
        {
            return null;
        }

        return text[digits.Length..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(Math.Min(number, 1000)),
            _ => null,
        };
    }
}
