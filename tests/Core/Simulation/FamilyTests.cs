using FailoverCtl.Simulation.Families;
using FailoverCtl.Simulation.Run;
using Xunit;

namespace FailoverCtl.Tests.Core.Simulation;

/// <summary>What can go wrong between controllers and store, each as a family of seeds, among sites lost and processes killed.</summary>
public sealed class FamilyTests(ITestOutputHelper output)
{
    private const int Few = 3;
    private const int Many = 100;

    /// <summary>What a single run of the family must have seen, and what all its few runs together must have.</summary>
    private static readonly SortedDictionary<string, (Sighting[] Each, Sighting[] Together)> Seen = new(
        StringComparer.Ordinal
    )
    {
        ["lostReplies"] = ([Sighting.ReplyLost, Sighting.LostReplyOwned], []),
        ["pausedAuthor"] = (
            [
                Sighting.PausedBeforeSend,
                Sighting.PausedAfterSend,
                Sighting.PausedAfterReply,
                Sighting.PausedBeforeRecord,
            ],
            [Sighting.WokeToAnother, Sighting.CommitLost]
        ),
        ["twins"] = ([Sighting.TwinSeenByFirst, Sighting.TwinSeenBySecond, Sighting.TwinsPassedOver], []),
        ["lateBoard"] = ([Sighting.ReportsBehind, Sighting.LedgerBehind, Sighting.HoldsBehind], []),
        ["twoTopologies"] = ([Sighting.TopologyApplied, Sighting.OtherTopology, Sighting.OtherSchema], []),
        ["elections"] = (
            [
                Sighting.LeaderLost,
                Sighting.LeaderElected,
                Sighting.AppliedLate,
                Sighting.WatchFailed,
                Sighting.StaleLagged,
                Sighting.CoordinationLost,
            ],
            [Sighting.CommitLost]
        ),
        ["plannedWork"] = ([Sighting.TopologyTakenUp, Sighting.DrainEnded], []),
        ["quorumLost"] = ([Sighting.QuorumLost, Sighting.CoordinationLost, Sighting.LeaderElected], []),
    };

    public static TheoryData<string> Names => [.. AllFamilies.InOrder.Select(f => f.Name)];

    [Fact]
    public void Every_family_is_expected_to_show_something() =>
        Assert.Equal(Seen.Keys, AllFamilies.InOrder.Select(f => f.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_theme_is_seen_no_rule_is_broken_and_all_recovers(string family) => AreGood(family, 1, Few);

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Duration", "Long")]
    public void The_theme_is_seen_no_rule_is_broken_and_all_recovers_for_100_seeds(string family) =>
        AreGood(family, Few + 1, Many);

    [Theory]
    [InlineData("twins")]
    [InlineData("elections")]
    public void Same_family_and_seed_same_run(string family)
    {
        var options = new SimulationOptions { Family = AllFamilies.Find(family) };
        var (one, other) = (
            FailoverCtl.Simulation.Run.Simulation.Run(1, options),
            FailoverCtl.Simulation.Run.Simulation.Run(1, options)
        );
        Assert.Equal(one.Timeline, other.Timeline);
    }

    [Fact]
    public void A_run_that_did_not_see_its_theme_fails_and_says_how_to_see_it_again()
    {
        var options = new SimulationOptions(Faults: []) { Family = AllFamilies.Find("twins") };
        var result = FailoverCtl.Simulation.Run.Simulation.Run(7, options);

        Assert.False(result.Good);
        Assert.Contains("family twins, seed 7 FAILS", result.Describe());
        Assert.Contains("TwinSeenByFirst was never seen", result.Describe());
        Assert.Contains("failoverctl simulate --family twins --seed 7", result.Describe());
    }

    private void AreGood(string name, ulong first, int count)
    {
        var (each, together) = Seen[name];
        var sightings = new Sightings[count];
        var run = SeedRunner.Run(
            first,
            count,
            r => sightings[r.Seed - first] = r.Cluster.Sightings,
            AllFamilies.Find(name)
        );
        for (var i = 0; i < count; i++)
        {
            output.WriteLine($"seed {first + (ulong)i}: {sightings[i]}");
        }

        Assert.True(run.Failed.Count == 0, string.Join('\n', run.Failed.Select(f => f.Describe())));
        Assert.Equal(count, run.Count);
        Assert.All(sightings, s => Assert.All(each, e => Assert.NotEqual(0, s[e])));
        Assert.All(together, t => Assert.NotEqual(0, sightings.Sum(s => s[t])));
    }
}
