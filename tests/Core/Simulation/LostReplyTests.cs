using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Run;
using FailoverCtl.Simulation.Store;
using Xunit;

namespace FailoverCtl.Tests.Core.Simulation;

public sealed class LostReplyTests
{
    [Fact]
    public void A_commit_whose_reply_is_lost_is_owned_after_the_consistent_read_and_not_doubled()
    {
        for (var seed = 1UL; seed <= 3; seed++)
        {
            var scene = new Scene(seed);
            var before = scene.Ledger;
            // Only the consistent read is left to tell: no watch shows the new epoch in time.
            foreach (var controller in scene.Cluster.Controllers)
            {
                controller.QueriesBehind[Documents.Ledger] = 1_000;
            }

            scene
                .Begin(FaultKind.RepliesLost, amount: 1)
                .Begin(FaultKind.OriginRefuses, "api/sbg/v4")
                .Until(s => s.Count(CauseKind.EndpointsLost) == 1, 3_000)
                .Run(5_000);

            var lost = scene.History.Single(e => e.Cause.Kind == CauseKind.EndpointsLost);
            Assert.Equal(lost, scene.Ledger);
            Assert.Equal(before.Epoch + 1, lost.Epoch);
            Assert.Equal(1, scene.Cluster.Sightings[Sighting.ReplyLost]);
            Assert.Equal(1, scene.Cluster.Sightings[Sighting.LostReplyOwned]);
            Assert.All(scene.Cluster.Controllers, c => Assert.Null(c.Loop!.Machine.WhyObserving));
            Assert.Equal([lost.Author.Controller], RecordedAsCommittedBy(scene, lost.Epoch));
            scene.IsSound();
        }
    }

    private static IEnumerable<Domain.Identity.ControllerId> RecordedAsCommittedBy(Scene scene, long epoch) =>
        scene
            .Cluster.Journal.Entries.Where(e =>
                e.Line.Event is LedgerEvent { Outcome: LedgerOutcome.Committed } own && own.Entry.Epoch == epoch
            )
            .Select(e => new Domain.Identity.ControllerId(e.Process["controller/".Length..]));
}
