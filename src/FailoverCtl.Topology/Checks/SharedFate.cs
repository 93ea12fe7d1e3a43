using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>What would be lost at one stroke although it stands at several locations (I-04, I-26).</summary>
internal static class SharedFate
{
    public static void Check(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        foreach (var service in topology.Services.Values)
        {
            var at = LocationsOf(service, topology);
            if (at.Count < 2)
            {
                // Its location takes it down: another rule says so.
                continue;
            }

            if (Of(topology, service.Placements.Keys.Select(s => topology.Sites[s].Domains)) is { Length: > 0 } shared)
            {
                bag.Add(
                    MeaningRules.ServiceSharesFate,
                    places.KeyAt("services", service.Id.Value),
                    $"all placements of '{service.Id}' lie in {shared}",
                    "Place it outside as well, or accept that it fails with it."
                );
            }

            foreach (var needed in service.DependsOn.Where(n => LocationsOf(topology.Services[n], topology).Count == 1))
            {
                var only = LocationsOf(topology.Services[needed], topology)[0];
                bag.Add(
                    MeaningRules.NeedsOneLocation,
                    places.At("services", service.Id.Value, "dependsOn"),
                    $"'{service.Id}' is served at {at.Count} locations and needs '{needed}', which is served at '{only}' only",
                    $"The loss of '{only}' takes both: place '{needed}' at a second location."
                );
            }
        }
    }

    /// <returns>The domains that all of them lie in, for a message; empty when there is none.</returns>
    public static string Of(Domain.Topology.Topology topology, IEnumerable<EquatableArray<DomainId>> all)
    {
        var each = all.ToList();
        var shared = each.Count == 0 ? [] : each[0].Where(d => each.TrueForAll(e => e.Contains(d)));
        return string.Join(" and in ", shared.Select(d => topology.Domains[d]).Where(d => d.SpansLocations));
    }

    private static List<LocationId> LocationsOf(Service service, Domain.Topology.Topology topology) =>
        [.. service.Placements.Keys.Select(s => topology.Sites[s].Location).Distinct()];
}
