using System.Text.Json.Serialization;
using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Domain.Topology;

/// <summary>A question whose answer shows that a DNS server serves.</summary>
/// <param name="Name">Without the final dot.</param>
/// <param name="Addresses">Of <see cref="DnsType.A"/> and <see cref="DnsType.Aaaa"/>: at least one is answered and no other; empty: NOERROR is enough.</param>
public sealed record DnsCheck(string Name, DnsType Type, EquatableArray<string> Addresses);

/// <summary>The values are those of the wire (RFC 1035, RFC 3596).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DnsType>))]
public enum DnsType
{
    A = 1,
    Ns = 2,
    Soa = 6,
    Txt = 16,
    Aaaa = 28,
}
