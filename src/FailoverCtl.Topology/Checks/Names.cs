using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles.Diagnostics;
using FailoverCtl.TopologyFiles.Syntax;
using static FailoverCtl.TopologyFiles.Diagnostics.Quoting;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>Each service's name lies inside the zone, and no name stands for two things.</summary>
internal static class Names
{
    public static void Check(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in topology.Services.Values.Where(s => s.Name.Length > 0))
        {
            var at = places.At("services", service.Id.Value, "name");
            if (topology.Zone.Name.Length > 0 && !Inside(topology.Zone, service.Name))
            {
                bag.Add(
                    MeaningRules.OutsideZone,
                    at,
                    $"{Quote(service.Name)} lies outside the zone {Quote(topology.Zone.Name)}",
                    $"Write a name that ends in '.{topology.Zone.Name}', or leave it out: '{service.Id.Value}.{topology.Zone.Name}'."
                );
            }

            Claim(service.Name, $"service {service.Id}", at);
        }

        foreach (var server in topology.DnsServers.Values.Where(s => s.Name.Length > 0))
        {
            Claim(server.Name, $"DNS server {server.Id}", places.At("dns", server.Id.Value, "name"));
        }

        foreach (var secondary in topology.Zone.Secondaries.Where(s => s.Name is not null))
        {
            Claim(secondary.Name!, $"secondary {secondary.Id}", places.At("zone", "secondaries", secondary.Id, "name"));
        }

        foreach (var external in topology.Externals.Keys.Where(e => topology.Services.ContainsKey(new(e.Value))))
        {
            bag.Add(
                MeaningRules.SameName,
                places.KeyAt("externals", external.Value),
                $"{Quote(external.Value)} is a service and an external dependency",
                "Rename one of them: what depends on it names only this id."
            );
        }

        void Claim(string name, string owner, Position at)
        {
            if (!owners.TryAdd(name, owner))
            {
                bag.Add(
                    MeaningRules.SameName,
                    at,
                    $"the name {Quote(name)} is already that of the {owners[name]}",
                    "Give each of them a name of its own."
                );
            }
        }
    }

    public static bool Inside(Zone zone, string name) =>
        name == zone.Name || name.EndsWith("." + zone.Name, StringComparison.Ordinal);
}
