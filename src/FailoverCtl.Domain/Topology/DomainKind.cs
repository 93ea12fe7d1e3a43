using System.Text.Json.Serialization;

namespace FailoverCtl.Domain.Topology;

/// <summary>
/// Location kinds (location, building, power) can be lost whole; of a site's locations the outermost one votes and is what
/// a loss is attributed to. The others fail by degrees, and only explain and warn.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<DomainKind>))]
public enum DomainKind
{
    /// <summary>A campus, or a region around it.</summary>
    Location,
    Building,
    Power,
    Optical,
    Carrier,
    DnsProvider,
    Account,
}

/// <summary>What the kinds mean for nesting and in sentences.</summary>
public static class DomainKinds
{
    /// <summary>What a domain of this kind may lie in.</summary>
    public static IReadOnlyList<DomainKind> MayLieWithin(this DomainKind kind) =>
        kind switch
        {
            DomainKind.Location => [DomainKind.Location],
            DomainKind.Building => [DomainKind.Location, DomainKind.Building],
            DomainKind.Power => [DomainKind.Location, DomainKind.Building, DomainKind.Power],
            DomainKind.Optical or DomainKind.Carrier or DomainKind.DnsProvider or DomainKind.Account => [kind],
        };

    public static string Words(this DomainKind kind) =>
        kind switch
        {
            DomainKind.Location => "location",
            DomainKind.Building => "building",
            DomainKind.Power => "power domain",
            DomainKind.Optical => "optical path",
            DomainKind.Carrier => "carrier",
            DomainKind.DnsProvider => "DNS provider",
            DomainKind.Account => "account",
        };
}
