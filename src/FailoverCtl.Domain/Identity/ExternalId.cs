using System.Text.Json.Serialization;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.Domain.Identity;

/// <summary>Something that services need and FailoverCtl does not steer.</summary>
[JsonConverter(typeof(IdConverter<ExternalId>))]
public readonly record struct ExternalId(string Value) : IId<ExternalId>
{
    public static ExternalId Parse(string text) => new(text);

    public int CompareTo(ExternalId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
