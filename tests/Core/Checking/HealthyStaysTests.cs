using FailoverCtl.Checking;
using FailoverCtl.Checking.Truth;
using FailoverCtl.Domain.Identity;
using Xunit;

namespace FailoverCtl.Tests.Core.Checking;

public sealed class HealthyStaysTests
{
    private static readonly EndpointId A = SmallWorld.Www("a");

    [Fact]
    public void What_was_really_dead_may_be_withdrawn()
    {
        Assert.Empty(Judge(GroundTruth.Except([new(A, 3_000, 99_000)], [], [])));
    }

    [Fact]
    public void What_served_and_could_be_seen_by_enough_may_not()
    {
        Assert.Equal(
            [
                "plan p2 moved a healthy endpoint: www/a/v4 had served for 5000 ms and was reached from 3 of 3 honest "
                    + "domains, 2 are needed",
            ],
            Judge(GroundTruth.Except([], [], []))
        );
    }

    [Fact]
    public void What_too_few_honest_domains_could_see_may_be_withdrawn()
    {
        Assert.Empty(Judge(GroundTruth.Except([], [new(new("b1"), A, 0, 99_000)], [new AgentId("c1")])));
    }

    [Fact]
    public void What_was_dead_a_moment_ago_may_be_withdrawn()
    {
        Assert.Empty(Judge(GroundTruth.Except([new(A, 1_000, 5_001)], [], [])));
    }

    /// <summary>The plan is made at 10 000 ms.</summary>
    private static string[] Judge(GroundTruth truth)
    {
        var story = Story
            .Of("k1")
            .Wait(9_000)
            .Hears("b1", Story.Sees("a"))
            .Hears("c1", Story.Sees("a"))
            .Hears("x1")
            .PlansToWithdraw("a")
            .Commits();
        return [.. Checker.Check([story.Journal], Clock.Shared, truth).Select(v => v.Sentence)];
    }
}
