using System.Text.Json.Serialization;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.Domain.Identity;

/// <summary>A datacenter that serves.</summary>
[JsonConverter(typeof(IdConverter<SiteId>))]
public readonly record struct SiteId(string Value) : IId<SiteId>
{
    public static SiteId Parse(string text) => new(text);

    public int CompareTo(SiteId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
