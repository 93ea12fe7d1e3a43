using System.Text.Json.Serialization;
using FailoverCtl.Domain.Collections;

namespace FailoverCtl.Domain.Topology;

/// <summary>The one zone that the DNS roles answer for.</summary>
/// <param name="Name">Without the final dot, lowercase.</param>
/// <param name="Contact">The SOA's mailbox in DNS form, such as hostmaster.example.test.</param>
/// <param name="NegativeTtlSeconds">How long resolvers may remember that a name does not exist (RFC 2308).</param>
public sealed record Zone(string Name, string Contact, int NegativeTtlSeconds)
{
    /// <summary>Who else may have the zone, by transfer; in the order of their ids.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public EquatableArray<Secondary> Secondaries { get; init; }
}
