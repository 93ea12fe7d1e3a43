using FailoverCtl.Simulation.Chance;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Faults;

/// <summary>All faults of a run, drawn before it begins, so that a failing run can be told in a few lines and made smaller.</summary>
public static class FaultPlan
{
    /// <summary>Controllers, agents and servers have started and the first author has taken over.</summary>
    private const long FirstAt = 5_000;

    private const int FaultsMax = 10;

    /// <summary>Faults that all runs may draw; the others come in pairs or by scenario.</summary>
    private static readonly FaultKind[] Kinds =
    [
        .. Enum.GetValues<FaultKind>()
            .Where(k => k is not (FaultKind.Free or FaultKind.Undrain) and < FaultKind.RepliesLost),
    ];

    /// <summary>
    /// Some runs are a single loss in a healthy world, to hold the time budgets; some know only a few kinds of fault, many of
    /// each; the rest mix everything.
    /// </summary>
    public static IReadOnlyList<Fault> Draw(ulong seed, Cluster cluster)
    {
        var random = SeededRandom.Named(seed, "faults");
        var kinds = random.Happens(5_000)
            ? Enumerable.Range(0, (int)random.Between(1, 4)).Select(_ => random.Pick(Kinds)).ToArray()
            : Kinds;
        var count = random.Between(1, FaultsMax);
        var faults = new List<Fault>();
        for (var i = 0; i < count; i++)
        {
            faults.AddRange(One(random, kinds, cluster, FirstAt));
        }

        return [.. faults.OrderBy(f => f.At)];
    }

    /// <summary>What any run may draw, for a run that has a theme of its own.</summary>
    /// <param name="from">No fault begins before this, ms.</param>
    public static IEnumerable<Fault> Ordinary(SeededRandom random, Cluster cluster, long from, int count) =>
        Enumerable.Range(0, count).SelectMany(_ => One(random, Kinds, cluster, from));

    private static IEnumerable<Fault> One(SeededRandom random, FaultKind[] kinds, Cluster cluster, long from)
    {
        var kind = random.Pick(kinds);
        var last = cluster.Knobs.SafetyMilliseconds;
        var at = random.Between(from, last - 10_000);
        // Short, middling and long ones alike: most bugs live near one of the time limits.
        var length = random.Between(0, 2) switch
        {
            0 => random.Between(50, 1_000),
            1 => random.Between(1_000, 6_000),
            _ => random.Between(6_000, last),
        };
        var endpoint = random.Pick(cluster.Topology.Endpoints.ToArray()).Value;
        var site = random.Pick(cluster.Topology.Sites.Keys);
        var agent = random.Pick(cluster.Agents).Name;
        var controller = random.Pick(cluster.Controllers).Name;
        var scope = random.Between(0, 2) switch
        {
            0 => "all",
            1 => $"site:{site}",
            _ => $"service:{random.Pick(cluster.Topology.Services.Keys)}",
        };
        var (subject, amount) = kind switch
        {
            FaultKind.SiteDark or FaultKind.SiteIsolated or FaultKind.SiteRefuses or FaultKind.SiteHangs => (
                site.Value,
                0
            ),
            FaultKind.SiteDarkWithLeader => (site.Value, (int)random.Between(500, 4_000)),
            FaultKind.OriginRefuses or FaultKind.OriginHangs or FaultKind.OriginAnswersWrong or FaultKind.OriginSheds =>
                (endpoint, 0),
            FaultKind.OriginFlaps => (endpoint, (int)random.Between(100, 10_000)),
            FaultKind.ServiceRefuses => (random.Pick(cluster.Topology.Services.Keys).Value, 0),
            FaultKind.EverythingRefuses => ("", (int)random.Between(0, 2_000)),
            FaultKind.AgentKilled
            or FaultKind.AgentPaused
            or FaultKind.AgentCrashLoop
            or FaultKind.AgentBlind
            or FaultKind.AgentSaysAllDown
            or FaultKind.AgentSaysAllUp => (agent, 0),
            FaultKind.AgentSaysSiteDown => (agent, (int)random.Between(0, 2)),
            FaultKind.ControllerKilled
            or FaultKind.ControllerPaused
            or FaultKind.ControllerCrashLoop
            or FaultKind.JournalBroken
            or FaultKind.CutFromStore
            or FaultKind.DeafToStore => (controller, 0),
            FaultKind.PausedAtCommit => (controller, (int)random.Between(100, 8_000)),
            FaultKind.CutFromDns => (controller, (int)random.Between(0, 2)),
            FaultKind.DnsKilled => (random.Pick(cluster.Dns).Name, 0),
            FaultKind.StoreSlow => ("", (int)random.Between(50, 2_000)),
            FaultKind.SitesCut or FaultKind.SiteCutOneWay => (site.Value, (int)random.Between(0, 2)),
            FaultKind.Drain or FaultKind.Undrain => (site.Value, 0),
            FaultKind.Hold or FaultKind.Free => (scope, 0),
            FaultKind.AuthorKilled or FaultKind.AuthorPaused or FaultKind.StoreDown or FaultKind.Release => ("", 0),
            FaultKind.RepliesLost
            or FaultKind.PausedAtBoundary
            or FaultKind.Twin
            or FaultKind.WatchBehind
            or FaultKind.WatchLate
            or FaultKind.TopologyApplied
            or FaultKind.TopologyLate
            or FaultKind.OtherSchema
            or FaultKind.LeaderKilled
            or FaultKind.LeaderKilledAtCommit
            or FaultKind.QuorumLost
            or FaultKind.DrainWithAnEnd
            or FaultKind.TopologyAsked => throw new InvalidOperationException($"{kind} is drawn by its family"),
        };
        var momentary = kind is FaultKind.Drain or FaultKind.Hold or FaultKind.Release;
        yield return new(at, momentary ? 0 : length, kind, subject, amount);
        if (kind == FaultKind.Drain && random.Happens(6_000))
        {
            yield return new(at + length, 0, FaultKind.Undrain, subject);
        }
        else if (kind == FaultKind.Hold && random.Happens(7_000))
        {
            yield return new(at + length, 0, FaultKind.Free, subject);
        }
    }
}
