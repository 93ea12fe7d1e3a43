using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Planning;

/// <summary>The ordered steps from the steering in force to where the latches want it, each safe on its own.</summary>
public sealed class Sequence(Topology topology)
{
    /// <summary>More steps than any ramp needs: 10 000 basis points in steps of 100.</summary>
    private const int StepsMax = 100;

    private readonly ServiceFamily[] _units = [.. ServiceFamily.Of(topology)];

    /// <summary>The steps; empty when the steering is already where the latches want it, or may not move.</summary>
    /// <param name="isFixed">Services whose weights must stay as they are (mode).</param>
    /// <param name="holds">What an operator holds stays, too; null to plan as if nothing were held.</param>
    public EquatableArray<PlanStep> Steps(SteeringMap from, Latches latches, Func<Service, bool> isFixed, Holds? holds)
    {
        var steps = new List<PlanStep>();
        var current = from;
        while (steps.Count < StepsMax)
        {
            var next = Next(current, latches, isFixed, holds);
            if (next.Steering == current)
            {
                break;
            }

            steps.Add(next);
            current = next.Steering;
        }

        return steps.ToEquatableArray();
    }

    /// <summary>A step that changes latches only.</summary>
    public PlanStep Standing(SteeringMap steering, Latches latches, string why) =>
        new(steering, latches, Loads(steering, latches), why);

    private PlanStep Next(SteeringMap current, Latches latches, Func<Service, bool> isFixed, Holds? holds)
    {
        var weights = new List<KeyValuePair<EndpointId, int>>();
        foreach (var unit in _units)
        {
            var stays = isFixed(unit.Service) || holds?.Covers(unit.Service.Id) == true;
            var next = stays ? unit.Current(current) : NextWeights(unit, current, latches, holds);
            weights.AddRange(unit.Endpoints.Select((e, i) => KeyValuePair.Create(e, next[i])));
        }

        var steering = SteeringMap.From(topology, weights);
        return new(steering, latches, Loads(steering, latches), Why(current, steering));
    }

    private int[] NextWeights(ServiceFamily unit, SteeringMap current, Latches latches, Holds? holds)
    {
        var dead = unit.Endpoints.Select(e => unit.IsDead(e, latches)).ToArray();
        var forced = unit.Forced(current, latches);
        var next = Ramp.Next(forced, unit.Target(latches), dead, topology.Policy);
        return holds is null || !MovesHeld(unit, unit.Current(current), next, holds) ? next
            : MovesHeld(unit, unit.Current(current), forced, holds) ? unit.Current(current)
            : forced;
    }

    /// <summary>A held site neither falls nor comes back; what the loss of another one forces, it may receive (I-23).</summary>
    private static bool MovesHeld(ServiceFamily unit, int[] from, int[] to, Holds holds)
    {
        for (var i = 0; i < from.Length; i++)
        {
            var moves = to[i] < from[i] || (from[i] == 0 && to[i] > 0);
            if (moves && holds.Covers(unit.Endpoints[i].Site))
            {
                return true;
            }
        }

        return false;
    }

    private EquatableArray<ProjectedLoad> Loads(SteeringMap steering, Latches latches) =>
        (
            from unit in _units
            from e in unit.Endpoints
            let load = unit.Load(steering.Weight(topology, e))
            let capacity = unit.IsDead(e, latches) ? 0 : unit.Capacity(e)
            where load > 0 || steering.Overrides.ContainsKey(e)
            select new ProjectedLoad(e.Service, e.Site, load, unit.Capacity(e), Math.Max(0, load - capacity))
        ).ToEquatableArray();

    private string Why(SteeringMap from, SteeringMap to) =>
        string.Join(
            ", ",
            topology
                .Endpoints.Where(e => from.Weight(topology, e) != to.Weight(topology, e))
                .Select(e => $"{e} {Percent(from.Weight(topology, e))} -> {Percent(to.Weight(topology, e))}")
        );

    private static string Percent(int basisPoints) => $"{basisPoints / 100}.{basisPoints % 100:00} %";
}
