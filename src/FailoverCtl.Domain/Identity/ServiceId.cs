using System.Text.Json.Serialization;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.Domain.Identity;

/// <summary>What users call.</summary>
[JsonConverter(typeof(IdConverter<ServiceId>))]
public readonly record struct ServiceId(string Value) : IId<ServiceId>
{
    public static ServiceId Parse(string text) => new(text);

    public int CompareTo(ServiceId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
