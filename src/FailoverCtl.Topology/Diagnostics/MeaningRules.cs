using static FailoverCtl.TopologyFiles.Diagnostics.Rule;

namespace FailoverCtl.TopologyFiles.Diagnostics;

/// <summary>FCT3xx: the parts do not fit together, or would not survive what they are meant for.</summary>
public static class MeaningRules
{
    public static readonly Rule UnknownSite = Error("FCT301", "A site is named that is not declared.");
    public static readonly Rule DiffersInCase = Error("FCT302", "Two ids of one section differ only in case.");
    public static readonly Rule OutsideZone = Error("FCT303", "A service's name lies outside the zone.");
    public static readonly Rule SameName = Error("FCT304", "Two services or DNS servers have the same name.");
    public static readonly Rule SameAddress = Error(
        "FCT305",
        "One address stands at two sites, or one socket is declared for two purposes."
    );
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
    public static readonly Rule FewDnsServers = Warning("FCT340", "DNS servers stand at fewer than two locations.");
    public static readonly Rule TimeoutOverInterval = Warning(
        "FCT350",
        "A probe's timeout is longer than its interval."
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
        SomeWeights,
        VanishingWeight,
        CeilingsCrossed,
        TooManySitesKept,
        CannotBeCondemned,
        NoVoterToSpare,
        NetworkIsLocation,
        SiteWithoutAgent,
        NothingMayLeave,
        Unserved,
        UnknownDemand,
        OverCapacity,
        FamilyAtOneLocation,
        FewDnsServers,
        TimeoutOverInterval,
        BodyOfHead,
        AddressesOfOtherType,
        LoadInBand,
        OnlyTheHost,
    ];
}
