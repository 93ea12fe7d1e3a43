using FailoverCtl.Checking;
using FailoverCtl.Simulation.Families;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Truth;

namespace FailoverCtl.Simulation.Run;

/// <summary>What may be changed about a run without changing its seed.</summary>
/// <param name="Knobs">Instead of those drawn from the seed.</param>
/// <param name="Faults">Instead of those drawn from the seed: how a failing run is made smaller.</param>
public sealed record SimulationOptions(Knobs? Knobs = null, IReadOnlyList<Fault>? Faults = null)
{
    /// <summary>Draws knobs and faults; null: they are drawn without a theme.</summary>
    public Family? Family { get; init; }

    /// <summary>Makes the controllers; null: the real ones.</summary>
    public MakeController? Controller { get; init; }

    /// <summary>Called before time begins: a test puts something more into the world.</summary>
    public Action<Cluster>? Prepare { get; init; }
}

/// <summary>One whole run of one seed: faults first, then everything heals and must converge.</summary>
public static class Simulation
{
    private const long LookEvery = 1_000;

    /// <summary>A steady state commits nothing for this long, ms.</summary>
    private const long SteadyFor = 30_000;

    public static SimulationResult Run(ulong seed, SimulationOptions? options = null)
    {
        var family = options?.Family;
        var knobs = options?.Knobs ?? family?.KnobsOf(seed) ?? Knobs.Draw(seed);
        var cluster = new Cluster(seed, knobs, options?.Controller);
        options?.Prepare?.Invoke(cluster);
        var truth = new GroundTruth(cluster);
        var faults = options?.Faults ?? family?.FaultsOf(seed, cluster) ?? FaultPlan.Draw(seed, cluster);
        var injector = new FaultInjector(cluster);
        injector.Schedule(faults);
        cluster.Clock.RunUntil(knobs.SafetyMilliseconds);
        cluster.Timeline.Add("world", "everything heals");
        injector.HealAll();
        Heal(cluster);
        var failures = Converge(cluster);
        return new(seed, knobs, faults, Violations(cluster, truth), failures, cluster)
        {
            Family = family?.Name,
            Missing = family?.Missing(cluster.Sightings) ?? [],
        };
    }

    /// <summary>By the independent checker over the journals, and by what only the world knows.</summary>
    private static IReadOnlyList<string> Violations(Cluster cluster, GroundTruth truth) =>
        [.. truth.Violations, .. Checker.Check(cluster.Journal.Files, Clock.Shared).Select(v => v.ToString())];

    /// <summary>What heals beside the faults: chance itself, and the operators come back to their desks.</summary>
    private static void Heal(Cluster cluster)
    {
        cluster.Network.Loss = 0;
        cluster.Network.Duplication = 0;
        cluster.Trouble.WatchLag = 3;
        cluster.Trouble.LostBefore = 0;
        cluster.Trouble.LostAfter = 0;
        cluster.Trouble.Late = 0;
        cluster.Trouble.ReportLoss = 0;
        if (cluster.Random.Happens(8_000))
        {
            cluster.Desk.FreeAll();
        }
    }

    private static IReadOnlyList<string> Converge(Cluster cluster)
    {
        // Restarts, confirmations, hold-downs; the freeze's calm; ramps of ten steps.
        var limit = 30_000 + cluster.Knobs.FreezeClearMilliseconds + (12L * cluster.Knobs.ObservationMilliseconds);
        var convergence = new Convergence(cluster);
        var deadline = cluster.Clock.Now + limit;
        var epoch = -1L;
        var since = cluster.Clock.Now;
        while (cluster.Clock.Now < deadline + SteadyFor)
        {
            cluster.Clock.RunUntil(cluster.Clock.Now + LookEvery);
            var amiss = convergence.Amiss();
            var now = cluster.Store.Ledger?.Value.Epoch ?? 0;
            if (amiss.Count > 0 || now != epoch)
            {
                (epoch, since) = (now, cluster.Clock.Now);
                if (cluster.Clock.Now >= deadline)
                {
                    return amiss.Count > 0 ? amiss : [$"epoch {now} was committed although all is as it should be"];
                }
            }
            else if (cluster.Clock.Now - since >= SteadyFor)
            {
                return [];
            }
        }

        return [$"no {SteadyFor} ms without an epoch"];
    }
}
