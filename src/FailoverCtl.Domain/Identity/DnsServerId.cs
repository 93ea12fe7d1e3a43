using System.Text.Json.Serialization;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.Domain.Identity;

/// <summary>One authoritative DNS server that answers for the zone.</summary>
[JsonConverter(typeof(IdConverter<DnsServerId>))]
public readonly record struct DnsServerId(string Value) : IId<DnsServerId>
{
    public static DnsServerId Parse(string text) => new(text);

    public int CompareTo(DnsServerId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
