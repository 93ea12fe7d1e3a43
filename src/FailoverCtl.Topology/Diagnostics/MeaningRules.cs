using static FailoverCtl.TopologyFiles.Diagnostics.Rule;

namespace FailoverCtl.TopologyFiles.Diagnostics;

/// <summary>FCT3xx: the parts do not fit together, or would not survive what they are meant for.</summary>
public static class MeaningRules
{
    public static readonly Rule UnknownSite = Error("FCT301", "A site is named that is not declared.");
    public static readonly Rule DiffersInCase = Error("FCT302", "Two ids of one section differ only in case.");
    public static readonly Rule OutsideZone = Error("FCT303", "A service's name lies outside the zone.");
    public static readonly Rule SameName = Error(
        "FCT304",
        "Two services or DNS servers have the same name, or a service and an external dependency the same id."
    );
    public static readonly Rule SameAddress = Error(
        "FCT305",
        "One address stands at two sites, or one socket is declared for two purposes."
    );
    public static readonly Rule UnknownDomain = Error("FCT306", "A failure domain is named that is not declared.");
    public static readonly Rule WrongNesting = Error(
        "FCT307",
        "A failure domain lies within one of a kind that cannot hold it, or is named as a location and is none."
    );
    public static readonly Rule DomainCycle = Error("FCT308", "Failure domains lie within each other.");
    public static readonly Rule TwoLocations = Error("FCT309", "A site lies in two locations.");
    public static readonly Rule SomeWeights = Error(
        "FCT310",
        "Some placements of a service have a weight and others have none."
    );
    public static readonly Rule VanishingWeight = Error(
        "FCT311",
        "A weight is less than a hundredth of a percent of its service."
    );
    public static readonly Rule CeilingsCrossed = Error(
        "FCT312",
        "The ceiling while a source lives is above the one after it died."
    );
    public static readonly Rule TooManySitesKept = Error("FCT313", "More sites must stay in service than there are.");
    public static readonly Rule UnknownClass = Error("FCT314", "A class is named that is not declared.");
    public static readonly Rule UnknownDependency = Error(
        "FCT315",
        "A service depends on something that is neither a service nor an external dependency."
    );
    public static readonly Rule DependencyCycle = Error("FCT316", "Services depend on each other in a circle.");
    public static readonly Rule DayWithoutDemand = Error(
        "FCT317",
        "A demand by the hour leaves a day of the week out."
    );
    public static readonly Rule SurgeEndsFirst = Error("FCT318", "A surge ends before it begins.");
    public static readonly Rule OutsideProbeNetworks = Error(
        "FCT319",
        "An endpoint's address lies outside the networks that may be probed."
    );
    public static readonly Rule CannotBeCondemned = Error(
        "FCT320",
        "A location could never be found lost: too few voters remain outside it."
    );
    public static readonly Rule NoVoterToSpare = Warning(
        "FCT321",
        "A location can be found lost only while every other voter sees and reports."
    );
    public static readonly Rule NetworkIsLocation = Warning(
        "FCT322",
        "An external vantage point votes with a location that holds sites."
    );
    public static readonly Rule SiteWithoutAgent = Warning("FCT323", "A site has no vantage point of its own.");
    public static readonly Rule BlindingDomain = Warning(
        "FCT324",
        "The failure of one domain would blind so many voters that no loss could be found meanwhile."
    );
    public static readonly Rule NothingMayLeave = Warning(
        "FCT330",
        "As many sites must stay in service as there are: automation can drain none."
    );
    public static readonly Rule Unserved = Warning(
        "FCT331",
        "The loss of one location would leave traffic without room."
    );
    public static readonly Rule UnknownDemand = Warning(
        "FCT332",
        "A service declares no demand: what a loss would leave unserved is unknown."
    );
    public static readonly Rule OverCapacity = Warning(
        "FCT333",
        "With everything in service, a placement's share of the demand exceeds its capacity."
    );
    public static readonly Rule FamilyAtOneLocation = Warning(
        "FCT334",
        "An address family of a service is served at one location only."
    );
    public static readonly Rule ServiceSharesFate = Warning(
        "FCT335",
        "All placements of a service lie in one failure domain."
    );
    public static readonly Rule NeedsOneLocation = Warning(
        "FCT336",
        "A service that is served at several locations needs another that is served at one only."
    );
    public static readonly Rule UnservedByDomain = Warning(
        "FCT337",
        "The failure of a domain that several locations share would leave traffic without room."
    );
    public static readonly Rule FewDnsServers = Warning("FCT340", "DNS servers stand at fewer than two locations.");
    public static readonly Rule StoreLosesQuorum = Warning(
        "FCT341",
        "The loss of one location or domain would leave the store without a majority."
    );
    public static readonly Rule StoreTooSmall = Warning(
        "FCT342",
        "The store has fewer than three servers or an even number of them."
    );
    public static readonly Rule ForeignServerNames = Warning(
        "FCT343",
        "Every DNS server's name lies outside the zone: without somebody else's name servers nobody finds them."
    );
    public static readonly Rule DnsServersShareFate = Warning("FCT344", "All DNS servers lie in one failure domain.");
    public static readonly Rule TimeoutOverInterval = Warning(
        "FCT350",
        "A probe's timeout is longer than its interval."
    );
    public static readonly Rule TtlOverObjective = Warning(
        "FCT351",
        "Caches may keep a dead address for longer than the recovery objective allows."
    );

    public static readonly Rule BodyOfHead = Error(
        "FCT370",
        "A probe looks for text in the answer to HEAD, which has no body."
    );
    public static readonly Rule AddressesOfOtherType = Error(
        "FCT371",
        "A DNS probe expects addresses that an answer of its type does not have."
    );
    public static readonly Rule LoadInBand = Warning(
        "FCT372",
        "The load document is served on the port of the service: it is lost when it is needed most."
    );
    public static readonly Rule OnlyTheHost = Warning(
        "FCT373",
        "An ICMP probe shows that a host is there, not that the service is."
    );

    internal static IReadOnlyList<Rule> All { get; } =
    [
        UnknownSite,
        DiffersInCase,
        OutsideZone,
        SameName,
        SameAddress,
        UnknownDomain,
        WrongNesting,
        DomainCycle,
        TwoLocations,
        SomeWeights,
        VanishingWeight,
        CeilingsCrossed,
        TooManySitesKept,
        UnknownClass,
        UnknownDependency,
        DependencyCycle,
        DayWithoutDemand,
        SurgeEndsFirst,
        OutsideProbeNetworks,
        CannotBeCondemned,
        NoVoterToSpare,
        NetworkIsLocation,
        SiteWithoutAgent,
        BlindingDomain,
        NothingMayLeave,
        Unserved,
        UnknownDemand,
        OverCapacity,
        FamilyAtOneLocation,
        ServiceSharesFate,
        NeedsOneLocation,
        UnservedByDomain,
        FewDnsServers,
        StoreLosesQuorum,
        StoreTooSmall,
        ForeignServerNames,
        DnsServersShareFate,
        TimeoutOverInterval,
        TtlOverObjective,
        BodyOfHead,
        AddressesOfOtherType,
        LoadInBand,
        OnlyTheHost,
    ];
}
