using System.Globalization;
using System.Text.Json.Serialization;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.Domain.Topology;

/// <summary>HTTP statuses in ranges, in order and apart. Written as <c>200</c> or <c>200-299,404</c>.</summary>
[JsonConverter(typeof(StatusSetConverter))]
public sealed record StatusSet
{
    private const int First = 100;
    private const int Last = 599;

    /// <summary>A set that says more than this says nothing.</summary>
    private const int RangesMax = 16;

    private StatusSet(EquatableArray<StatusRange> ranges) => Ranges = ranges;

    public EquatableArray<StatusRange> Ranges { get; }

    public static implicit operator StatusSet(int status) => new([new(status, status)]);

    public static StatusSet FromInt32(int status) => status;

    public bool Contains(int status)
    {
        foreach (var range in Ranges.AsSpan())
        {
            if (status >= range.First && status <= range.Last)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Null when the text is no such set: not 100 to 599, out of order, overlapping, or more than 16 ranges.</summary>
    public static StatusSet? Parse(string text)
    {
        var ranges = new List<StatusRange>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Trim(' ').Split('-');
            if (
                ends.Length > 2
                || Status(ends[0]) is not { } first
                || Status(ends[^1]) is not { } last
                || last < first
                || (ranges.Count > 0 && first <= ranges[^1].Last)
            )
            {
                return null;
            }

            ranges.Add(new(first, last));
        }

        return ranges.Count <= RangesMax ? new(ranges.ToEquatableArray()) : null;
    }

    public override string ToString() =>
        string.Join(
            ',',
            Ranges.Select(static r => r.First == r.Last ? Text(r.First) : $"{Text(r.First)}-{Text(r.Last)}")
        );

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);

    private static int? Status(string text) =>
        text.Length == 3
        && text.All(char.IsAsciiDigit)
        && int.Parse(text, CultureInfo.InvariantCulture) is var status and >= First and <= Last
            ? status
            : null;
}

/// <param name="Last">Included.</param>
public readonly record struct StatusRange(int First, int Last);
