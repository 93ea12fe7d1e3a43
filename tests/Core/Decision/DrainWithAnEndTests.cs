using FailoverCtl.Decision.Machine;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;
using Xunit;

namespace FailoverCtl.Tests.Core.Decision;

/// <summary>Planned maintenance: a drain that ends by itself.</summary>
public sealed class DrainWithAnEndTests
{
    private const long TwoHours = 7_200_000;

    [Fact]
    public void A_drain_ends_when_its_time_is_over_and_gives_the_weights_back_exactly()
    {
        var rig = Drained(TwoHours);
        Assert.Null(rig.Pass(TwoHours - 60_000).AllReport().Run().Proposed);

        Assert.Equal(CauseKind.DrainOver, rig.Pass(60_000).AllReport().Run().Proposed!.Plan.Cause.Kind);
        Settle(rig);
        Assert.Equal((SteeringMap.AsDeclared, 0), (rig.Ledger.Steering, rig.Ledger.Latches.Drains.Count));
    }

    [Fact]
    public void A_site_that_maintenance_left_ill_stays_out_and_says_so()
    {
        var rig = Drained(TwoHours).Pass(TwoHours).AllReport();
        rig.Condemn("sbg", "rbx-1", "gra-1", "ext-1").Run();
        while (rig.Proposed is { Plan.Cause.Kind: CauseKind.EndpointsLost })
        {
            rig.Commit().ReadBack().Run();
        }

        Assert.Null(rig.Proposed);
        Assert.Contains("sbg/v4 is down", string.Join('\n', rig.Machine.Waiting!.Reasons), StringComparison.Ordinal);
        Assert.NotNull(rig.Ledger.Latches.DrainOf(new("sbg")));
    }

    [Fact]
    public void Silence_is_not_health_when_the_time_is_over()
    {
        var rig = Drained(TwoHours).Pass(TwoHours).Run();
        Assert.Null(rig.Proposed);
        Assert.Contains("not all of its endpoints are up by vote", string.Join('\n', rig.Machine.Waiting!.Reasons));
    }

    [Fact]
    public void A_hold_keeps_a_drain_whose_time_is_over()
    {
        var rig = Drained(TwoHours).Holds(new("test", 2, [new("h", "site:sbg", "ada", "not yet", default)]));
        Assert.Null(rig.Pass(TwoHours).AllReport().Run().Proposed);
    }

    [Fact]
    public void A_successor_goes_on_counting_where_the_author_was()
    {
        var rig = new DecisionRig();
        var drain = new Drain(new("sbg"), DrainCause.Operator, "ada", "new switch", TwoHours, false);
        var other = new Author(new("c-rbx"), 3);
        rig.Force(rig.Entry(2, Drained(TwoHours).Ledger.Steering, Latches.None with { Drains = [drain] }, other));
        var none = SortedMap<SiteId, SiteCondition>.Empty;
        rig.Machine.Step(
            new HeartbeatRead(rig.Now, new(other.Controller, 3, 9, null, 9, 2, TwoHours - 1_000, [], none, null))
        );

        Assert.Null(rig.AllReport().ReadBack().Run().Proposed);
        Assert.Equal(
            CauseKind.DrainOver,
            rig.Pass(1_500).AllReport().ReadBack().Run().Pass(1_000).AllReport().Run().Proposed!.Plan.Cause.Kind
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData(600_000L)]
    public void Asking_again_changes_the_end(long? milliseconds)
    {
        var rig = Drained(TwoHours).Pass(60_000).AllReport();
        rig.Ask(IntentKind.Drain, "site:sbg", milliseconds).Run().Commit();
        Assert.Equal(milliseconds, rig.Ledger.Latches.DrainOf(new("sbg"))!.RemainingMilliseconds);
    }

    [Fact]
    public void A_withdrawn_endpoint_stays_out_when_the_drain_of_its_site_ends()
    {
        var rig = Drained(TwoHours).Pass(TwoHours).AllReport();
        foreach (var agent in new[] { "rbx-1", "gra-1", "ext-1" })
        {
            rig.Report(new(agent), ("www/sbg/v4", ObservedState.Down, FailureKind.Refused));
        }

        rig.Run();
        Assert.Equal(CauseKind.EndpointsLost, rig.Proposed!.Plan.Cause.Kind);
        rig.Commit().ReadBack().Run();
        Assert.Null(rig.Proposed);
    }

    private static DecisionRig Drained(long milliseconds)
    {
        var rig = new DecisionRig().Ask(IntentKind.Drain, "site:sbg", milliseconds).Run();
        Settle(rig);
        Assert.Equal(0, rig.Ledger.Steering.Weight(rig.Topology, DecisionRig.Endpoint("www/sbg/v4")));
        return rig;
    }

    /// <summary>Step after step, each read back.</summary>
    private static void Settle(DecisionRig rig)
    {
        while (rig.Proposed is not null)
        {
            rig.Commit().ReadBack().Pass(5_000).AllReport().Run();
        }
    }
}
