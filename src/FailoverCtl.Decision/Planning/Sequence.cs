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

    /// <summary>
    /// The one step that a loss forces, without any ramp on the way: what else is under way goes on behind its own gate.
    /// </summary>
    public PlanStep Forced(SteeringMap from, Latches latches, Func<Service, bool> isFixed, Holds holds) =>
        Step(from, latches, isFixed, holds, unit => unit.Forced(from, latches));

    /// <summary>A step that changes latches only.</summary>
    public PlanStep Standing(SteeringMap steering, Latches latches, string why) =>
        new(steering, latches, Loads(steering, latches), why);

    private PlanStep Next(SteeringMap current, Latches latches, Func<Service, bool> isFixed, Holds? holds) =>
        Step(current, latches, isFixed, holds, unit => Ramped(unit, current, latches));

    private PlanStep Step(
        SteeringMap current,
        Latches latches,
        Func<Service, bool> isFixed,
        Holds? holds,
        Func<ServiceFamily, int[]> move
    )
    {
        var weights = new List<KeyValuePair<EndpointId, int>>();
        foreach (var unit in _units)
        {
            var now = unit.Current(current);
            var stays = isFixed(unit.Service) || holds?.Covers(unit.Service.Id) == true;
            var next = stays ? now : Held(unit, now, move(unit), unit.Forced(current, latches), holds);
            weights.AddRange(unit.Endpoints.Select((e, i) => KeyValuePair.Create(e, next[i])));
        }

        var steering = SteeringMap.From(topology, weights);
        return new(steering, latches, Loads(steering, latches), Why(current, steering));
    }

    private int[] Ramped(ServiceFamily unit, SteeringMap current, Latches latches)
    {
        var dead = unit.Endpoints.Select(e => unit.IsDead(e, latches)).ToArray();
        return Ramp.Next(unit.Forced(current, latches), unit.Target(current, latches), dead, topology.Policy);
    }

    /// <summary>Where a held site would move, only what a loss forces is left; where even that moves it, nothing.</summary>
    private static int[] Held(ServiceFamily unit, int[] now, int[] next, int[] forced, Holds? holds) =>
        holds is null || !MovesHeld(unit, now, next, holds) ? next
        : MovesHeld(unit, now, forced, holds) ? now
        : forced;

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
