using System.Net;
using FailoverCtl.TopologyFiles.Diagnostics;
using static FailoverCtl.TopologyFiles.Diagnostics.Quoting;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>A slip of a digit must not send probes and users to a stranger (F-44).</summary>
internal static class Networks
{
    public static void Check(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        if (topology.ProbeNetworks.IsEmpty)
        {
            return;
        }

        var allowed = topology.ProbeNetworks.Select(n => IPNetwork.Parse(n)).ToArray();
        foreach (var endpoint in topology.Endpoints)
        {
            var text = topology.Services[endpoint.Service].Placements[endpoint.Site].Address(endpoint.Family)!;
            if (IPAddress.TryParse(text, out var address) && !Array.Exists(allowed, n => n.Contains(address)))
            {
                var family = endpoint.Family == Domain.Identity.AddressFamily.V4 ? "v4" : "v6";
                bag.Add(
                    MeaningRules.OutsideProbeNetworks,
                    places.At("services", endpoint.Service.Value, "placements", endpoint.Site.Value, family),
                    $"{Quote(text)} lies in none of the probeNetworks",
                    $"Allowed: {Listing.Short(topology.ProbeNetworks)}."
                );
            }
        }
    }
}
