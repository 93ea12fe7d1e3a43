using System.Text.Json.Serialization;

namespace FailoverCtl.Domain.Identity;

/// <summary>IPv4 and IPv6 have verdicts of their own (I-29).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AddressFamily>))]
public enum AddressFamily
{
    V4,
    V6,
}
