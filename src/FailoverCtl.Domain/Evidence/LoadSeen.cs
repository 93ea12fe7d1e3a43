using System.Text.Json.Serialization;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Evidence;

/// <summary>The load document of a service at a site, as an agent last fetched it.</summary>
/// <param name="Load">Null: unknown, for the reason that the fault says.</param>
/// <param name="AgeMilliseconds">Since it was fetched, by the agent's monotonic clock.</param>
public sealed record LoadSeen(ServiceId Service, SiteId Site, Load? Load, LoadFault Fault, long AgeMilliseconds);

[JsonConverter(typeof(JsonStringEnumConverter<LoadFault>))]
public enum LoadFault
{
    None,

    /// <summary>Nobody answered in time.</summary>
    Unreachable,

    /// <summary>Another HTTP status than 200.</summary>
    Status,

    /// <summary>More than is read.</summary>
    TooLarge,

    /// <summary>Not a load document.</summary>
    Malformed,

    /// <summary>A load document of another schema.</summary>
    OtherSchema,

    /// <summary>It says what cannot be: then nothing of it is believed.</summary>
    Absurd,
}
