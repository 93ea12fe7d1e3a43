using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Decision.Diagnosis;

/// <summary>What the board says, as judged: only endpoints in trouble or withdrawn are listed, the others are Up.</summary>
public sealed record Situation(
    SortedMap<EndpointId, EndpointFinding> Endpoints,
    SortedMap<SiteId, SiteFinding> Sites,
    SortedMap<LocationId, LocationFinding> Locations
)
{
    public static Situation Empty { get; } =
        new(
            SortedMap<EndpointId, EndpointFinding>.Empty,
            SortedMap<SiteId, SiteFinding>.Empty,
            SortedMap<LocationId, LocationFinding>.Empty
        );

    public bool IsDown(EndpointId endpoint) => Endpoints.Find(endpoint) is { Health: Health.Down };
}

/// <param name="DownMilliseconds">How long the voters that condemn it have all seen it down; 0 when it is not condemned.</param>
/// <param name="Suspected">Someone who can see says that it failed, and it is not condemned.</param>
public sealed record EndpointFinding(
    EndpointId Endpoint,
    Vote Vote,
    Health Health,
    FailureKind Kind,
    long DownMilliseconds,
    bool Suspected
);

/// <param name="DownMilliseconds">How long all of its endpoints have been down.</param>
public sealed record SiteFinding(
    SiteId Site,
    SiteCondition Condition,
    int Endpoints,
    int Down,
    bool OwnAgentsSilent,
    long DownMilliseconds,
    Vote? Vote
);

/// <param name="Bad">At least half of its endpoints are condemned.</param>
/// <param name="Suspected">At least half of its endpoints are condemned or suspected, but it is not bad yet.</param>
/// <param name="OnsetMilliseconds">How long ago it became bad.</param>
public sealed record LocationFinding(LocationId Location, bool Bad, bool Suspected, long OnsetMilliseconds);
