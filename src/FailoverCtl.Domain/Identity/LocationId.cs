using System.Text.Json.Serialization;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.Domain.Identity;

/// <summary>What can be lost whole and votes as one: a campus, or the network of an external vantage point.</summary>
[JsonConverter(typeof(IdConverter<LocationId>))]
public readonly record struct LocationId(string Value) : IId<LocationId>
{
    public static LocationId Parse(string text) => new(text);

    public int CompareTo(LocationId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
