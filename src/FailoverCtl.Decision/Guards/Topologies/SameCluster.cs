using FailoverCtl.Domain.Plans;

namespace FailoverCtl.Decision.Guards.Topologies;

/// <summary>I-25: the files of another installation never come into force here.</summary>
internal sealed class SameCluster : ITopologyGuard
{
    public Finding? Check(TopologyGuardInput input) =>
        input.Change.After.Cluster == input.Parent.Cluster
            ? null
            : new(
                "I-25",
                "cluster",
                "the topology is that of another cluster",
                $"cluster {input.Change.After.Cluster}",
                $"cluster {input.Parent.Cluster}",
                Overridable: false
            );
}
