using FailoverCtl.Simulation.Chance;
using FailoverCtl.Simulation.Faults;
using FailoverCtl.Simulation.Run;
using FailoverCtl.Simulation.Store;

namespace FailoverCtl.Simulation.Families;

/// <summary>Controllers whose watches are one query behind: on reports, on the ledger, on holds (DESIGN: rule 3).</summary>
public sealed class LateBoard : Family
{
    private static readonly Documents[] Late = [Documents.Reports, Documents.Ledger, Documents.Holds];

    public override string Name => "lateBoard";

    public override IReadOnlyList<Sighting> Theme =>
        [Sighting.ReportsBehind, Sighting.LedgerBehind, Sighting.HoldsBehind];

    protected override IEnumerable<Fault> Draw(SeededRandom random, Cluster cluster, Window window)
    {
        foreach (var documents in Late)
        {
            foreach (var controller in Some(random, cluster))
            {
                yield return new(window.From, window.Length, FaultKind.WatchBehind, controller, (int)documents);
            }
        }

        foreach (var controller in Some(random, cluster))
        {
            var late = (int)random.Between(100, 1_500);
            yield return new(window.From, window.Length, FaultKind.WatchLate, controller, late);
        }

        foreach (var fault in Drains(random, cluster, window))
        {
            yield return fault;
        }

        // A hold and its end, close to the steps of the drain.
        var scope = $"site:{random.Pick(cluster.Topology.Sites.Keys)}";
        var at = window.From + random.Between(5_000, 9_000);
        yield return new(at, 0, FaultKind.Hold, scope);
        yield return new(at + random.Between(500, 6_000), 0, FaultKind.Free, scope);
        foreach (var fault in Losses(random, cluster, window))
        {
            yield return fault;
        }
    }

    /// <summary>Two losses, one after the other, and whoever judged the first does not live to judge the second.</summary>
    private static IEnumerable<Fault> Losses(SeededRandom random, Cluster cluster, Window window)
    {
        var endpoints = cluster.Topology.Endpoints.ToArray();
        var at = window.From + random.Between(10_000, window.Length - 8_000);
        var again = at + random.Between(100, 2_000);
        yield return new(at, random.Between(3_000, 6_000), FaultKind.OriginRefuses, random.Pick(endpoints).Value);
        yield return new(again, random.Between(500, 6_000), FaultKind.OriginRefuses, random.Pick(endpoints).Value);
        yield return new(again, random.Between(500, 4_000), FaultKind.AuthorKilled, "");
    }

    private static IEnumerable<string> Some(SeededRandom random, Cluster cluster)
    {
        var spared = random.Between(0, cluster.Controllers.Count - 1);
        return cluster.Controllers.Where((_, i) => i != spared).Select(c => c.Name);
    }
}
