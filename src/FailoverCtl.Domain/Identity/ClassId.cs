using System.Text.Json.Serialization;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.Domain.Identity;

/// <summary>Names the services that one rule holds for.</summary>
[JsonConverter(typeof(IdConverter<ClassId>))]
public readonly record struct ClassId(string Value) : IId<ClassId>
{
    public static ClassId Parse(string text) => new(text);

    public int CompareTo(ClassId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
