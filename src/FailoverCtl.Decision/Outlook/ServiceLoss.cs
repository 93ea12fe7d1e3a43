using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Decision.Outlook;

/// <summary>What one service in one family loses, and where its traffic goes.</summary>
/// <param name="IsPlacedThere">It is placed at a lost site; otherwise there is nothing of it to lose.</param>
/// <param name="LostPerSecond">Requests/s that went to the lost sites before.</param>
/// <param name="UnservedPerSecond">Requests/s that nobody would serve afterwards: still sent to lost sites, or above a
/// receiver's capacity.</param>
public sealed record ServiceLoss(
    ServiceId Service,
    AddressFamily Family,
    bool IsPlacedThere,
    long DemandPerSecond,
    long LostPerSecond,
    long UnservedPerSecond,
    EquatableArray<PlacementLoad> Placements
)
{
    internal static IEnumerable<ServiceLoss> Of(LossOutlook outlook) =>
        ServiceFamily.Of(outlook.Topology).Select(unit => Of(unit, outlook));

    private static ServiceLoss Of(ServiceFamily unit, LossOutlook outlook)
    {
        var placements = unit
            .Endpoints.Select(e => new PlacementLoad(
                e.Site,
                outlook.Lost.Contains(e.Site),
                outlook.Before.Steering.Weight(outlook.Topology, e),
                outlook.After.Steering.Weight(outlook.Topology, e),
                unit.Load(outlook.After.Steering.Weight(outlook.Topology, e)),
                unit.Capacity(e)
            ))
            .ToEquatableArray();
        return new(
            unit.Service.Id,
            unit.Endpoints[0].Family,
            unit.Service.Placements.Keys.Any(s => outlook.Lost.Contains(s)),
            unit.Load(Domain.BasisPoints.Whole),
            placements.Where(p => p.IsLost).Sum(p => unit.Load(p.Before)),
            placements.Sum(p => p.UnservedPerSecond),
            placements
        );
    }
}

/// <param name="Before">Share of the service's traffic in that family before the loss, basis points.</param>
/// <param name="After">In the end.</param>
/// <param name="LoadPerSecond">Requests/s that would be sent there in the end.</param>
public sealed record PlacementLoad(
    SiteId Site,
    bool IsLost,
    int Before,
    int After,
    long LoadPerSecond,
    long CapacityPerSecond
)
{
    public long UnservedPerSecond => IsLost ? LoadPerSecond : Math.Max(0, LoadPerSecond - CapacityPerSecond);
}
