using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Simulation.Processes;

/// <summary>What a broken or hostile agent says (F-05).</summary>
/// <param name="SaysDown">Of these endpoints it always says that they are down; of all others, that they are up.</param>
public sealed record Lie(Func<EndpointId, bool> SaysDown)
{
    private const long ForSome = 20_000;

    public static Lie AllUp { get; } = new(static _ => false);

    public Report Instead(Report report, Topology topology)
    {
        var down = topology.Endpoints.Where(SaysDown).Order().ToArray();
        return report with
        {
            Blind = false,
            HealthyCount = topology.Endpoints.Count() - down.Length,
            Unhealthy = down.Select(e => new Observation(e, ObservedState.Down, FailureKind.Refused, 9, 0, ForSome))
                .ToEquatableArray(),
        };
    }
}
