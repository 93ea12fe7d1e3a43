using FailoverCtl.Simulation.Families;
using FailoverCtl.Simulation.Run;
using FailoverCtl.Tests.Core.Checking.Mutants;
using Xunit;
using Simulated = FailoverCtl.Simulation.Run.Simulation;

namespace FailoverCtl.Tests.Core.Checking;

/// <summary>Whole worlds whose controllers, or one of whose servers, lack a check: their family must bring it to light.</summary>
public sealed class SimulatedMutantsTests
{
    private const ulong Seeds = 10;

    private static readonly SortedDictionary<string, (SimulationOptions Options, string Tells)> Mutants = new(
        StringComparer.Ordinal
    )
    {
        ["M1 a target without an epoch check"] = (
            In("lateBoard") with
            {
                Prepare = cluster => GuestDns.Join(cluster, static (_, _) => true),
            },
            "I-09 dns/guest"
        ),
        ["M2 the epoch is not compared at the commit"] = (
            In("pausedAuthor") with
            {
                Controller = (cluster, host, id, name) => new CommitsWithoutCas(cluster, host, id, name),
            },
            "I-09"
        ),
        ["M2 the holds are not compared at the commit"] = (
            In("pausedAuthor") with
            {
                Controller = (cluster, host, id, name) => new CommitsOverHolds(cluster, host, id, name),
                Prepare = HoldAtEachCommit,
            },
            "I-23"
        ),
        ["M11 the holds are read once"] = (
            In("lateBoard") with
            {
                Controller = (cluster, host, id, name) => new ReadsHoldsOnce(cluster, host, id, name),
            },
            "I-23"
        ),
        ["M15 a read is as fresh as its answer"] = (
            In("pausedAuthor") with
            {
                Controller = (cluster, host, id, name) => new FreshByAnswer(cluster, host, id, name),
            },
            "I-12"
        ),
        ["M25 a commit that was answered is taken for won"] = (
            In("pausedAuthor") with
            {
                Controller = (cluster, host, id, name) => new BelievesTheReply(cluster, host, id, name),
            },
            "I-09"
        ),
        ["M26 a plan on an older board than the ledger's"] = (
            In("lateBoard") with
            {
                Controller = (cluster, host, id, name) => new PlansOnAnyBoard(cluster, host, id, name),
            },
            "I-07"
        ),
        ["a plan with another topology than the ledger's"] = (
            In("twoTopologies") with
            {
                Controller = (cluster, host, id, name) => new PlansWithAnyTopology(cluster, host, id, name),
            },
            "I-25"
        ),
        ["a twin is not noticed"] = (
            In("twins") with
            {
                Controller = (cluster, host, id, name) => new IgnoresItsTwin(cluster, host, id, name),
            },
            "I-12"
        ),
    };

    public static TheoryData<string> Names => [.. Mutants.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mutant_is_told_within_ten_seeds_of_its_family(string mutant)
    {
        var (options, tells) = Mutants[mutant];
        var found = new List<string>();
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var violations = Simulated.Run(seed, options).Violations;
            if (violations.Any(v => v.Contains(tells, StringComparison.Ordinal)))
            {
                return;
            }

            found.AddRange(violations);
        }

        Assert.Fail($"nothing told {tells}; found: {string.Join('\n', found)}");
    }

    [Fact]
    public void The_same_guest_with_the_check_and_the_same_hold_with_real_controllers_break_no_rule()
    {
        var guest = In("lateBoard") with
        {
            Prepare = cluster => GuestDns.Join(cluster, static (seen, answered) => seen > answered),
        };
        Assert.Empty(Simulated.Run(1, guest).Violations);
        Assert.Empty(Simulated.Run(1, In("pausedAuthor") with { Prepare = HoldAtEachCommit }).Violations);
    }

    private static SimulationOptions In(string family) => new() { Family = AllFamilies.Find(family) };

    /// <summary>An operator's hold always comes between a decision and its commit, and goes a little later.</summary>
    private static void HoldAtEachCommit(Cluster cluster) =>
        cluster.Committing += _ =>
        {
            cluster.Desk.Hold("all");
            cluster.Clock.After(1_500, () => cluster.Desk.Free("all"));
        };
}
