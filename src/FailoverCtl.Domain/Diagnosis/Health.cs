using System.Text.Json.Serialization;

namespace FailoverCtl.Domain.Diagnosis;

/// <summary>Of an endpoint, after votes and hysteresis. Unknown neither drains nor returns (I-27).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Health>))]
public enum Health
{
    Up,
    Degraded,
    Down,
    Unknown,
}
