using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Processes;
using FailoverCtl.Simulation.Run;
using Xunit;

namespace FailoverCtl.Tests.Core.Simulation;

public sealed class TwinTests
{
    private static readonly ControllerId Name = new("c1");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Twins_only_observe_while_both_move_and_the_one_that_is_left_goes_on(int firstDies)
    {
        for (var seed = 1UL; seed <= 3; seed++)
        {
            var scene = new Scene(seed, Knobs.Calm with { Twins = 1 });
            var (first, second) = (scene.Cluster.Controllers[0], scene.Cluster.Twins[0]);
            scene
                .Begin(FaultKind.Twin, first.Name, forMilliseconds: 20_000, amount: firstDies)
                .Until(_ => StandsBy(first) && StandsBy(second), 4_000);
            var epoch = scene.Ledger.Epoch;
            scene
                .Begin(FaultKind.OriginRefuses, "api/sbg/v4", forMilliseconds: 3_000)
                .Until(s => !Answers(s, "api/sbg/v4"), 4_000)
                .Run(10_000);

            Assert.All(scene.History.Where(e => e.Epoch > epoch), e => Assert.NotEqual(Name, e.Author.Controller));
            Assert.True(StandsBy(first) && StandsBy(second));
            var left = firstDies == 1 ? second : first;
            scene
                .Until(_ => !(first.Alive && second.Alive), 20_000)
                .Until(_ => left.Loop!.Machine.WhyObserving is null, 3_000)
                .Begin(FaultKind.ControllerKilled, "controller/c2")
                .Begin(FaultKind.ControllerKilled, "controller/c3")
                .Until(s => s.Ledger.Author == new Author(Name, left.Boot), 5_000)
                .Begin(FaultKind.OriginRefuses, "api/sbg/v4")
                .Until(s => !Answers(s, "api/sbg/v4"), 5_000)
                .IsSound();
        }
    }

    private static bool StandsBy(ControllerProcess process) =>
        process.Loop?.Machine.WhyObserving == "another process calls itself c1";

    private static bool Answers(Scene scene, string endpoint) =>
        scene.Cluster.Dns.Any(d => d.Answers(EndpointId.Parse(endpoint)));
}
