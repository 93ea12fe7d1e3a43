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
            var controller = random.Pick(cluster.Controllers).Name;
            yield return new(window.From, window.Length, FaultKind.WatchBehind, controller, (int)documents);
        }

        foreach (var fault in Drains(random, cluster, window))
        {
            yield return fault;
        }

        // A hold and its end, close to the steps of the drain; and a loss, for somebody to judge.
        var scope = $"site:{random.Pick(cluster.Topology.Sites.Keys)}";
        var at = window.From + random.Between(5_000, 9_000);
        yield return new(at, 0, FaultKind.Hold, scope);
        yield return new(at + random.Between(500, 6_000), 0, FaultKind.Free, scope);
        var lost = random.Pick(cluster.Topology.Endpoints.ToArray()).Value;
        var lostAt = window.From + random.Between(4_000, window.Length - 6_000);
        yield return new(lostAt, random.Between(500, 6_000), FaultKind.OriginRefuses, lost);
    }
}
