using FailoverCtl.Domain;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>Whether the declared demand has room with everything in service, and with any one location lost (I-03).</summary>
internal static class Capacity
{
    public static void Check(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        foreach (var service in topology.Services.Values)
        {
            CheckFamilies(topology, service, places, bag);
            if (service.DemandPerSecond is { } demand)
            {
                CheckShares(service, demand, places, bag);
                CheckLosses(topology, service, demand, places, bag);
                CheckDomains(topology, service, demand, places, bag);
            }
            else
            {
                bag.Add(
                    MeaningRules.UnknownDemand,
                    places.KeyAt("services", service.Id.Value),
                    $"the service '{service.Id}' declares no demand: each placement counts as full",
                    "Declare its requests per second at the peak, over all sites: demand: 900"
                );
            }
        }
    }

    private static void CheckShares(Service service, int demand, Places places, DiagnosticBag bag)
    {
        foreach (var placement in service.Placements.Values)
        {
            var share = (long)demand * placement.Weight / BasisPoints.Whole;
            if (share > placement.CapacityPerSecond)
            {
                bag.Add(
                    MeaningRules.OverCapacity,
                    places.At("services", service.Id.Value, "placements", placement.Site.Value, "capacity"),
                    $"with everything in service {share} of {demand} requests/s go to {placement.Site}, which has room for {placement.CapacityPerSecond}",
                    "Lower its weight, or prove a larger capacity."
                );
            }
        }
    }

    private static void CheckLosses(
        Domain.Topology.Topology topology,
        Service service,
        int demand,
        Places places,
        DiagnosticBag bag
    )
    {
        foreach (var location in Locations(topology, service.Placements.Values))
        {
            var room = service
                .Placements.Values.Where(p => topology.Sites[p.Site].Location != location)
                .Sum(p => (long)p.CapacityPerSecond * topology.Policy.Ceiling / BasisPoints.Whole);
            if (room < demand)
            {
                bag.Add(
                    MeaningRules.Unserved,
                    places.KeyAt("services", service.Id.Value),
                    $"if '{location}' is lost, {demand - room} of {demand} requests/s of '{service.Id}' have no room elsewhere",
                    "Add capacity at another location, or accept that this part stays unserved."
                );
            }
        }
    }

    /// <summary>Domains inside one location are lost with it; those that hold all placements are another rule's.</summary>
    private static void CheckDomains(
        Domain.Topology.Topology topology,
        Service service,
        int demand,
        Places places,
        DiagnosticBag bag
    )
    {
        var placements = service.Placements.Values;
        var shared = placements.SelectMany(p => topology.Sites[p.Site].Domains).Distinct().Order();
        foreach (var domain in shared.Select(id => topology.Domains[id]).Where(d => d.SpansLocations))
        {
            var parts = placements.ToLookup(p => topology.Sites[p.Site].Domains.Contains(domain.Id));
            var room = parts[false].Sum(p => (long)p.CapacityPerSecond * topology.Policy.Ceiling / BasisPoints.Whole);
            if (room < demand && parts[false].Any() && Locations(topology, parts[true]).Count > 1)
            {
                bag.Add(
                    MeaningRules.UnservedByDomain,
                    places.KeyAt("services", service.Id.Value),
                    $"if {domain} fails, {demand - room} of {demand} requests/s of '{service.Id}' have no room elsewhere",
                    "Add capacity outside it, or accept that this part stays unserved."
                );
            }
        }
    }

    private static void CheckFamilies(
        Domain.Topology.Topology topology,
        Service service,
        Places places,
        DiagnosticBag bag
    )
    {
        foreach (var family in Enum.GetValues<AddressFamily>())
        {
            var placements = service.Placements.Values.Where(p => p.Address(family) is not null).ToList();
            if (Locations(topology, placements).Count == 1)
            {
                bag.Add(
                    MeaningRules.FamilyAtOneLocation,
                    places.At(
                        "services",
                        service.Id.Value,
                        "placements",
                        placements[0].Site.Value,
                        family == AddressFamily.V4 ? "v4" : "v6"
                    ),
                    $"'{service.Id}' is served over {(family == AddressFamily.V4 ? "IPv4" : "IPv6")} at one location only",
                    "Its last address is never withdrawn (I-01): place it at a second location."
                );
            }
        }
    }

    private static List<LocationId> Locations(Domain.Topology.Topology topology, IEnumerable<Placement> placements) =>
        [.. placements.Select(p => topology.Sites[p.Site].Location).Distinct().Order()];
}
