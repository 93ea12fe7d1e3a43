using FailoverCtl.Domain.Plans;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Processes;
using FailoverCtl.Simulation.Run;
using Xunit;

namespace FailoverCtl.Tests.Core.Simulation;

public sealed class PausedAuthorTests
{
    private const int Pause = 10_000;

    [Fact]
    public void A_commit_that_was_decided_before_the_pause_fails_at_the_cas()
    {
        for (var seed = 1UL; seed <= 3; seed++)
        {
            var (scene, paused) = StoppedAt(PauseBoundary.BeforeSend, seed);
            scene.Until(s => s.Count(CauseKind.EndpointsLost) == 1, 3_000);
            var withdrawn = scene.Ledger;
            scene.Until(_ => !paused.Paused, Pause).Run(5_000);

            Assert.Equal(1, scene.Cluster.Sightings[Sighting.CommitLost]);
            Assert.Equal(1, scene.Cluster.Sightings[Sighting.WokeToAnother]);
            Assert.Equal(withdrawn, scene.Ledger);
            Assert.NotEqual(paused.Id, withdrawn.Author.Controller);
            scene.IsSound();
        }
    }

    [Theory]
    [InlineData(PauseBoundary.AfterSend)]
    [InlineData(PauseBoundary.AfterReply)]
    [InlineData(PauseBoundary.BeforeRecord)]
    public void An_author_that_was_stopped_after_its_commit_is_adopted_and_writes_nothing_when_it_wakes(
        PauseBoundary boundary
    )
    {
        for (var seed = 1UL; seed <= 3; seed++)
        {
            var (scene, paused) = StoppedAt(boundary, seed);
            scene.Until(s => s.History.Any(IsLoss) && s.Ledger.Cause.Kind == CauseKind.Adoption, 5_000);
            var adopted = scene.Ledger;
            scene.Until(_ => !paused.Paused, Pause).Run(5_000);

            Assert.Equal(paused.Id, scene.History.Single(IsLoss).Author.Controller);
            Assert.NotEqual(paused.Id, adopted.Author.Controller);
            Assert.Equal(adopted, scene.Ledger);
            Assert.Equal(1, scene.Cluster.Sightings[Sighting.WokeToAnother]);
            scene.IsSound();
        }
    }

    private static bool IsLoss(Domain.Ledger.LedgerEntry entry) => entry.Cause.Kind == CauseKind.EndpointsLost;

    /// <summary>One endpoint is lost for good, and whoever commits its withdrawal is stopped at that boundary.</summary>
    private static (Scene Scene, ControllerProcess Paused) StoppedAt(PauseBoundary boundary, ulong seed)
    {
        var scene = new Scene(seed)
            .Begin(FaultKind.PausedAtBoundary, boundary.ToString(), amount: Pause)
            .Begin(FaultKind.OriginRefuses, "api/sbg/v4")
            .Until(s => s.Cluster.Controllers.Any(c => c.Paused), 3_000);
        return (scene, scene.Cluster.Controllers.Single(c => c.Paused));
    }
}
