using System.Text.Json.Serialization;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.Domain.Identity;

/// <summary>What sites share and would lose together, or fail by.</summary>
[JsonConverter(typeof(IdConverter<DomainId>))]
public readonly record struct DomainId(string Value) : IId<DomainId>
{
    public static DomainId Parse(string text) => new(text);

    public int CompareTo(DomainId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
