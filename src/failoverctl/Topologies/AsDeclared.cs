using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Topologies;

/// <summary>The epoch that init would write for a topology: everything as declared.</summary>
public static class AsDeclared
{
    public static LedgerEntry Of(Topology topology) =>
        new(
            topology.Cluster,
            LedgerEntry.CurrentSchema,
            1,
            new(new("init"), 0),
            "declared",
            new("init", 1, 1),
            TopologyDocument.Write(topology).Hash,
            new(CauseKind.Init, topology.Cluster, "everything as declared"),
            SortedMap<AgentId, Mark>.Empty,
            topology.Policy.Mode,
            Latches.None,
            SteeringMap.AsDeclared
        );
}
