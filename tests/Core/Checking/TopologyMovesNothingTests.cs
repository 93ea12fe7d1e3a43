using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;
using Xunit;

namespace FailoverCtl.Tests.Core.Checking;

public sealed class TopologyMovesNothingTests
{
    [Fact]
    public void The_weights_of_before_under_another_declaration_are_fine() =>
        Assert.Empty(Found.In(Applies(t => SteeringMap.From(t, Weights(SmallWorld.Topology)))));

    [Fact]
    public void Jumping_to_what_is_declared_is_a_violation() =>
        Assert.Contains(
            Found.In(Applies(_ => SteeringMap.AsDeclared)),
            v =>
                v.StartsWith("I-25", StringComparison.Ordinal)
                && v.Contains("with the topology t1 that it brings in", StringComparison.Ordinal)
        );

    /// <summary>An epoch with a topology that declares all of www at one site.</summary>
    private static Story Applies(Func<Topology, SteeringMap> steering)
    {
        var other = Other();
        var story = Story.Of("k1").Record(new TopologyEvent("t1", other));
        return story.Observes(
            story.First() with
            {
                Epoch = 2,
                Proposal = "of op",
                TopologyHash = "t1",
                Cause = new(CauseKind.Intent, "i1", "apply"),
                Steering = steering(other),
            }
        );
    }

    private static Topology Other() =>
        SmallWorld.Topology with
        {
            Services = SmallWorld.Topology.Services.Values.ToSortedMap(
                s => s.Id,
                s =>
                    s with
                    {
                        Placements = s.Placements.Values.ToSortedMap(
                            p => p.Site,
                            p => p with { Weight = p.Site == s.Placements.Keys[0] ? 8_000 : 1_000 }
                        ),
                    }
            ),
        };

    private static IEnumerable<KeyValuePair<EndpointId, int>> Weights(Topology topology) =>
        topology.Endpoints.Select(e => KeyValuePair.Create(e, topology.DeclaredWeight(e)));
}
