using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>Weights are given for all placements of a service or for none, and each is worth at least a basis point.</summary>
internal static class Weights
{
    public static void Check(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        foreach (var service in topology.Services.Values)
        {
            Check(service, places, bag);
        }
    }

    private static void Check(Service service, Places places, DiagnosticBag bag)
    {
        var weighted = service.Placements.Keys.Where(s => places.Has(Path(s.Value))).ToList();
        if (weighted.Count == 0)
        {
            return;
        }

        foreach (var (site, placement) in service.Placements)
        {
            if (!weighted.Contains(site))
            {
                bag.Add(
                    MeaningRules.SomeWeights,
                    places.KeyAt("services", service.Id.Value, "placements", site.Value),
                    $"the placement at {site} has no weight, and that at {weighted[0]} has one",
                    "Give every placement of the service a weight, or none for equal parts."
                );
            }
            else if (placement.Weight == 0 && !bag.HasErrors)
            {
                bag.Add(
                    MeaningRules.VanishingWeight,
                    places.At(Path(site.Value)),
                    $"this weight is less than 0.01 % of the service {service.Id}",
                    "Write a larger one, or leave the placement out."
                );
            }
        }

        string[] Path(string site) => ["services", service.Id.Value, "placements", site, "weight"];
    }
}
