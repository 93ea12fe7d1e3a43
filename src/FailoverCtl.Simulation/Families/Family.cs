using FailoverCtl.Simulation.Chance;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Families;

/// <summary>
/// A named way of drawing knobs and faults from a seed: its theme surely happens in every run. It comes twice, first by
/// itself, so that nothing can keep it from happening, then among ordinary faults.
/// </summary>
public abstract class Family
{
    /// <summary>The theme by itself, ms.</summary>
    private static readonly Window Alone = new(1_000, 25_000);

    private static readonly Window Among = new(27_000, 48_000);

    private const int OrdinaryMax = 6;

    /// <summary>What --family takes.</summary>
    public abstract string Name { get; }

    /// <summary>What every run must have seen; without it the run says nothing, and fails.</summary>
    public abstract IReadOnlyList<Sighting> Theme { get; }

    /// <summary>Room for every drain, so that operators have epochs committed; and what the theme needs.</summary>
    public virtual Knobs Shape(Knobs drawn, SeededRandom random) => drawn with { Capacity = Knobs.Calm.Capacity };

    public Knobs KnobsOf(ulong seed) => Shape(Knobs.Draw(seed), From(seed, "knobs"));

    public IReadOnlyList<Fault> FaultsOf(ulong seed, Cluster cluster)
    {
        var random = From(seed, "faults");
        return
        [
            .. Draw(random, cluster, Alone)
                .Concat(Draw(random, cluster, Among))
                .Concat(FaultPlan.Ordinary(random, cluster, Among.From, (int)random.Between(1, OrdinaryMax)))
                .OrderBy(f => f.At),
        ];
    }

    /// <summary>What of the theme did not happen.</summary>
    public IReadOnlyList<string> Missing(Sightings sightings) =>
        [
            .. Theme
                .Where(t => sightings[t] == 0)
                .Select(t => $"family {Name}: {t} was never seen, so nothing was tested"),
        ];

    protected abstract IEnumerable<Fault> Draw(SeededRandom random, Cluster cluster, Window window);

    /// <summary>An operator empties a site early in the window and wants it back in the middle: many epochs, one after another.</summary>
    protected static IEnumerable<Fault> Drains(SeededRandom random, Cluster cluster, Window window)
    {
        var site = random.Pick(cluster.Topology.Sites.Keys).Value;
        var at = window.From + random.Between(3_000, 6_000);
        yield return new(at, 0, FaultKind.Drain, site);
        yield return new(at + random.Between(8_000, 14_000), 0, FaultKind.Undrain, site);
    }

    private SeededRandom From(ulong seed, string what) => SeededRandom.Named(seed, $"family {Name} {what}");
}

/// <summary>A part of the run, true ms.</summary>
public sealed record Window(long From, long To)
{
    public long Length => To - From;
}
