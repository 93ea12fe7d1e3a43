using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Store.Consul.Catalog;

/// <summary>
/// A site's condition as a check: passing is healthy and in service, critical is lost, everything between is a warning. It is
/// for people and for what reads Consul; nothing here decides by it.
/// </summary>
public static class SiteCheck
{
    /// <param name="latches">Of the epoch in force.</param>
    public static ServiceCheck Of(SiteId site, SiteCondition condition, Latches latches)
    {
        var drain = latches.DrainOf(site);
        return new(Status(condition, drain), $"{Words(condition)}; {Place(site, drain, latches)}");
    }

    /// <summary>When the controller that judges it does not move.</summary>
    public static ServiceCheck NotJudged(ControllerId controller) =>
        new(CheckStatus.Warning, $"not judged: the heartbeats of controller {controller} stand still");

    private static CheckStatus Status(SiteCondition condition, Drain? drain) =>
        condition switch
        {
            SiteCondition.Healthy => drain is null ? CheckStatus.Passing : CheckStatus.Warning,
            SiteCondition.Degraded => CheckStatus.Warning,
            SiteCondition.Isolated => CheckStatus.Warning,
            SiteCondition.Unknown => CheckStatus.Warning,
            SiteCondition.Lost => CheckStatus.Critical,
        };

    private static string Words(SiteCondition condition) =>
        condition switch
        {
            SiteCondition.Healthy => "healthy",
            SiteCondition.Degraded => "degraded: some of its endpoints are down",
            SiteCondition.Isolated => "isolated: all of its endpoints are down by vote, its own agents still report",
            SiteCondition.Lost => "lost: all of its endpoints are down by vote",
            SiteCondition.Unknown => "unknown: too little is seen of it to judge",
        };

    private static string Place(SiteId site, Drain? drain, Latches latches) =>
        drain is { } known
            ? known.Cause switch
            {
                DrainCause.Operator => $"drained by {known.By}: {known.Reason}",
                DrainCause.SharedFate => $"drained as a precaution: {known.Reason}",
                DrainCause.Lost => $"drained since it was lost: failoverctl undrain {site} brings it back",
            }
        : latches.Freeze is not null ? "automation is frozen"
        : latches.Withdrawals.Any(w => w.Endpoint.Site == site) ? "some of its endpoints are withdrawn"
        : "in service";
}
