using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using Xunit;

namespace FailoverCtl.Tests.Core.Checking;

public sealed class LastSiteStaysTests
{
    [Fact]
    public void Automation_may_go_down_to_minSites()
    {
        Assert.Empty(Found.In(Lost(minSites: 2)));
    }

    [Fact]
    public void Automation_below_minSites_is_a_violation()
    {
        Assert.Equal(
            ["I-02 line 10: epoch 2 takes a out of service: 2 sites are left, at least 3 must stay"],
            Found.In(Lost(minSites: 3))
        );
    }

    [Fact]
    public void An_operators_drain_explains_fewer()
    {
        var story = With(minSites: 3);
        var drain = new Drain(new("a"), DrainCause.Operator, "ana", "work", null, false);
        var steering = story.Without(story.Ledger.Steering, SmallWorld.Www("a"));
        story.Plans(CauseKind.Intent, steering, Latches.None with { Drains = [drain] }).Commits();
        Assert.Empty(Found.In(story));
    }

    private static Story With(int minSites) =>
        Story.Of("k1", SmallWorld.Topology with { Policy = new() { MinSites = minSites } });

    private static Story Lost(int minSites) =>
        With(minSites)
            .Hears("b1", Story.Sees("a"))
            .Hears("c1", Story.Sees("a"))
            .Hears("x1")
            .PlansToWithdraw("a")
            .Commits();
}
