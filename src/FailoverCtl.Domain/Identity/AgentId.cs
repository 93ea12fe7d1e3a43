using System.Text.Json.Serialization;
using FailoverCtl.Domain.Json;

namespace FailoverCtl.Domain.Identity;

/// <summary>A vantage point: one agent that probes and reports.</summary>
[JsonConverter(typeof(IdConverter<AgentId>))]
public readonly record struct AgentId(string Value) : IId<AgentId>
{
    public static AgentId Parse(string text) => new(text);

    public int CompareTo(AgentId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
