using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Processes;
using FailoverCtl.Simulation.Run;
using Xunit;

namespace FailoverCtl.Tests.Core.Simulation;

public sealed class TwoTopologiesTests
{
    private const int Late = 20_000;

    private static readonly string Other = SimulatedTopology.HashOf(1);

    [Fact]
    public void A_controller_with_another_topology_only_observes_until_it_follows()
    {
        for (var seed = 1UL; seed <= 3; seed++)
        {
            var scene = new Scene(seed);
            var late = scene.Cluster.Controllers.First(c => c != scene.Cluster.Author);
            scene.Begin(FaultKind.TopologyLate, late.Name, amount: Late);
            scene.Cluster.Desk.ApplyTopology();
            var applied = scene.Ledger;
            scene.Until(s => s.Count(CauseKind.Adoption, applied.Epoch) == 1, 4_000);
            var adopted = scene.Ledger;
            foreach (var other in scene.Cluster.Controllers.Where(c => c != late))
            {
                scene.Begin(FaultKind.ControllerKilled, other.Name);
            }

            scene.Begin(FaultKind.OriginRefuses, "api/sbg/v4").Run(10_000);
            Assert.Equal(adopted, scene.Ledger);
            Assert.NotEqual(late.Id, adopted.Author.Controller);
            Assert.Equal("the ledger cites another topology than the one read", Why(late));

            scene.Until(_ => Why(late) is null, Late).Until(s => s.Count(CauseKind.EndpointsLost) == 1, 3_000);
            Assert.All(scene.History.Where(e => e.Epoch >= applied.Epoch), e => Assert.Equal(Other, e.TopologyHash));
            scene.IsSound();
        }
    }

    [Fact]
    public void A_ledger_of_another_schema_is_only_observed()
    {
        var scene = new Scene();
        scene.Cluster.Desk.ChangeSchema(LedgerEntry.CurrentSchema + 1);
        var changed = scene.Ledger;
        scene.Begin(FaultKind.SiteRefuses, "sbg").Run(20_000);

        Assert.Equal(changed, scene.Ledger);
        Assert.All(scene.Cluster.Controllers, c => Assert.Equal("the ledger has schema 2", Why(c)));
        scene.Cluster.Desk.ChangeSchema(LedgerEntry.CurrentSchema);
        scene.Until(s => !s.IsAnswered("sbg"), 3_000).IsSound();
    }

    private static string? Why(ControllerProcess controller) => controller.Loop!.Machine.WhyObserving;
}
