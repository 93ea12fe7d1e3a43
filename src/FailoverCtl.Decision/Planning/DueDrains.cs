using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Decision.Planning;

/// <summary>
/// Drains whose time is over. Each ends once nothing at its site is in trouble: maintenance may have left it ill, and then it
/// stays out and says so (I-20, I-27).
/// </summary>
internal sealed class DueDrains(PlanningInput input)
{
    public IEnumerable<Drain> All => input.Latches.Drains.Where(d => d.RemainingMilliseconds is 0);

    /// <summary>Why a due drain stays, as a sentence; null when it may end.</summary>
    public string? WhyStays(Drain drain)
    {
        var why =
            input.Latches.Freeze is not null ? "automation is frozen (I-05)"
            : input.Holds.Covers(drain.Site) ? "it is held (I-23)"
            : !input.Up.Contains(drain.Site) ? $"{Trouble(drain.Site)} (I-20)"
            : null;
        return why is null ? null : $"{drain.Site} stays drained although its time is over: {why}";
    }

    /// <summary>Silence is not health: what nobody accuses is not yet up by vote.</summary>
    private string Trouble(SiteId site) =>
        input.Situation.Endpoints.Values.FirstOrDefault(f =>
            f.Endpoint.Site == site && f.Health is not (Health.Up or Health.Degraded)
        )
            is { } finding
            ? $"{finding.Endpoint} is {finding.Health.ToString().ToLowerInvariant()}"
            : "not all of its endpoints are up by vote";
}
