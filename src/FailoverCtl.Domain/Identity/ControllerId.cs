using System.Text.Json.Serialization;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.Domain.Identity;

/// <summary>One controller process's lasting name.</summary>
[JsonConverter(typeof(IdConverter<ControllerId>))]
public readonly record struct ControllerId(string Value) : IId<ControllerId>
{
    public static ControllerId Parse(string text) => new(text);

    public int CompareTo(ControllerId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
