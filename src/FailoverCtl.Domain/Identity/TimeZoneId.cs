using System.Text.Json.Serialization;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.Domain.Identity;

/// <summary>An IANA time zone, such as Europe/Paris.</summary>
[JsonConverter(typeof(IdConverter<TimeZoneId>))]
public readonly record struct TimeZoneId(string Value) : IId<TimeZoneId>
{
    public static TimeZoneId Parse(string text) => new(text);

    public int CompareTo(TimeZoneId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
