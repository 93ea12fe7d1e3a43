using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>The rules of meaning, one family per file (I-25).</summary>
internal static class AllChecks
{
    public static void Run(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        References.Check(topology, places, bag);
        Domains.Check(topology, places, bag);
        Needs.Check(topology, places, bag);
        Ids.Check(topology, places, bag);
        Names.Check(topology, places, bag);
        Duplicates.Check(topology, places, bag);
        Weights.Check(topology, places, bag);
        Networks.Check(topology, places, bag);
        Times.Check(topology, places, bag);
        Probes.Check(topology, places, bag);

        // Sums over wrong parts would only be more noise.
        if (!bag.HasErrors)
        {
            Votes.Check(topology, places, bag);
            Remaining.Check(topology, places, bag);
            Capacity.Check(topology, places, bag);
            SharedFate.Check(topology, places, bag);
            DnsServers.Check(topology, places, bag);
            StoreMembers.Check(topology, places, bag);
            Objectives.Check(topology, places, bag);
        }
    }
}
