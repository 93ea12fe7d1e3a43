using FailoverCtl.Domain.Plans;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Run;
using FailoverCtl.Simulation.Store;
using Xunit;

namespace FailoverCtl.Tests.Core.Simulation;

public sealed class LateBoardTests
{
    [Fact]
    public void A_controller_with_an_older_board_proposes_only_when_it_has_the_reports_that_the_ledger_cites()
    {
        for (var seed = 1UL; seed <= 3; seed++)
        {
            var scene = new Scene(seed);
            var late = scene.Cluster.Controllers.First(c => c != scene.Cluster.Author);
            late.QueriesBehind[Documents.Reports] = 1_000;
            scene
                .Begin(FaultKind.OriginRefuses, "api/sbg/v4")
                .Until(s => s.Count(CauseKind.EndpointsLost) == 1, 3_000)
                .Run(500);
            var cited = scene.Ledger;
            foreach (var other in scene.Cluster.Controllers.Where(c => c != late))
            {
                scene.Begin(FaultKind.ControllerKilled, other.Name);
            }

            // Its author is dead and it alone is left: all that keeps it from adopting is rule 3.
            scene.Run(10_000);
            Assert.Equal(cited, scene.Ledger);
            Assert.Matches(
                $"^the report of [a-z0-9-]+ that epoch {cited.Epoch} cites has not arrived here$",
                late.Loop!.Machine.WhyObserving
            );

            late.QueriesBehind.Clear();
            scene.Until(s => s.Count(CauseKind.Adoption, cited.Epoch) == 1, 3_000);
            Assert.Equal(late.Id, scene.Ledger.Author.Controller);
            scene.IsSound();
        }
    }

    [Fact]
    public void A_board_one_query_behind_costs_a_report_interval_and_no_rule()
    {
        for (var seed = 1UL; seed <= 3; seed++)
        {
            var scene = new Scene(seed);
            foreach (var controller in scene.Cluster.Controllers)
            {
                scene.Begin(FaultKind.WatchBehind, controller.Name, amount: (int)Documents.Reports);
            }

            scene.Begin(FaultKind.SiteRefuses, "sbg").Until(s => !s.IsAnswered("sbg"), 2_000).Run(5_000).IsSound();
            Assert.NotEqual(0, scene.Cluster.Sightings[Sighting.ReportsBehind]);
        }
    }

    [Fact]
    public void Holds_one_query_behind_stop_the_next_step_all_the_same()
    {
        var scene = new Scene();
        foreach (var controller in scene.Cluster.Controllers)
        {
            scene.Begin(FaultKind.WatchBehind, controller.Name, amount: (int)Documents.Holds);
        }

        scene.Cluster.Desk.Drain(new("sbg"));
        scene.Until(s => s.Ledger.Plan.Steps > 1, 3_000);
        scene.Cluster.Desk.Hold("site:sbg");
        var held = scene.Steering;
        scene.Run(30_000);

        Assert.Equal(held, scene.Steering);
        scene.IsSound();
    }
}
