using System.Text.Json.Serialization;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Evidence;

/// <summary>
/// What a resolver makes of a service's public name. Evidence of its own kind: it says something about names, nothing about
/// an endpoint, and is no part of any vote (I-29).
/// </summary>
/// <param name="Resolver">ip:port.</param>
/// <param name="ForMilliseconds">How long it has been so, by the agent's monotonic clock.</param>
public sealed record NameSeen(
    ServiceId Service,
    AddressFamily Family,
    string Resolver,
    NameStanding Standing,
    long ForMilliseconds
);

[JsonConverter(typeof(JsonStringEnumConverter<NameStanding>))]
public enum NameStanding
{
    /// <summary>To declared endpoint addresses only.</summary>
    Leads,

    /// <summary>To at least one address that is no declared endpoint of the service.</summary>
    Elsewhere,

    /// <summary>The name is there without an address, or is not there.</summary>
    Empty,

    /// <summary>The resolver answered with an error.</summary>
    Failed,

    /// <summary>The resolver did not answer.</summary>
    Silent,
}
