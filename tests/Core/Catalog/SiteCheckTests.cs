using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store.Consul.Catalog;
using Xunit;

namespace FailoverCtl.Tests.Core.Catalog;

public class SiteCheckTests
{
    private static readonly SiteId Sbg = new("sbg");

    [Theory]
    [InlineData(SiteCondition.Healthy, CheckStatus.Passing, "healthy; in service")]
    [InlineData(SiteCondition.Degraded, CheckStatus.Warning, "degraded: some of its endpoints are down; in service")]
    [InlineData(
        SiteCondition.Isolated,
        CheckStatus.Warning,
        "isolated: all of its endpoints are down by vote, its own agents still report; in service"
    )]
    [InlineData(SiteCondition.Lost, CheckStatus.Critical, "lost: all of its endpoints are down by vote; in service")]
    [InlineData(SiteCondition.Unknown, CheckStatus.Warning, "unknown: too little is seen of it to judge; in service")]
    public void A_condition_has_its_status_and_its_sentence(
        SiteCondition condition,
        CheckStatus status,
        string output
    ) => Assert.Equal(new(status, output), SiteCheck.Of(Sbg, condition, Latches.None));

    [Theory]
    [InlineData(DrainCause.Operator, "healthy; drained by anna: new switch")]
    [InlineData(DrainCause.SharedFate, "healthy; drained as a precaution: new switch")]
    [InlineData(DrainCause.Lost, "healthy; drained since it was lost: failoverctl undrain sbg brings it back")]
    public void A_healthy_site_that_is_drained_is_a_warning(DrainCause cause, string output) =>
        Assert.Equal(new(CheckStatus.Warning, output), SiteCheck.Of(Sbg, SiteCondition.Healthy, Drained(cause)));

    [Fact]
    public void A_lost_site_is_critical_drained_or_not() =>
        Assert.Equal(CheckStatus.Critical, SiteCheck.Of(Sbg, SiteCondition.Lost, Drained(DrainCause.Lost)).Status);

    [Fact]
    public void Another_sites_drain_is_not_its_own() =>
        Assert.Equal(
            CheckStatus.Passing,
            SiteCheck.Of(new("gra"), SiteCondition.Healthy, Drained(DrainCause.Lost)).Status
        );

    [Fact]
    public void A_reason_without_end_is_cut() =>
        Assert.Equal(
            400,
            SiteCheck
                .Of(
                    Sbg,
                    SiteCondition.Healthy,
                    Latches.None with
                    {
                        Drains = [new(Sbg, DrainCause.Operator, "anna", new('x', 9_000), null, Overflow: false)],
                    }
                )
                .Output.Length
        );

    private static Latches Drained(DrainCause cause) =>
        Latches.None with
        {
            Drains = [new(Sbg, cause, "anna", "new switch", null, Overflow: false)],
        };
}
