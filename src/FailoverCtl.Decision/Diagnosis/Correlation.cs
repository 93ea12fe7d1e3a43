using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Diagnosis;

/// <summary>
/// Failures that come together are rarely what they seem (I-05): location domains are counted, not sites, so that four
/// buildings of one campus are one.
/// </summary>
public static class Correlation
{
    /// <summary>Two or more, and more than a quarter of all.</summary>
    public static bool IsTooMany(int failed, int all) => failed >= 2 && failed * 4 > all;

    /// <summary>Location domains that became bad within the window, except those that an operator emptied.</summary>
    public static EquatableArray<LocationId> Recent(Situation situation, Latches latches, Topology topology) =>
        situation
            .Locations.Values.Where(l => l.Bad && l.OnsetMilliseconds <= topology.Policy.CorrelationWindowMilliseconds)
            .Select(l => l.Location)
            .Where(l => !EmptiedByOperator(l, latches, topology) && !latches.Acknowledged.Contains(l))
            .ToEquatableArray();

    /// <summary>Location domains that are bad now, whenever they became so.</summary>
    public static int BadNow(Situation situation, Latches latches, Topology topology) =>
        situation.Locations.Values.Count(l => l.Bad && !EmptiedByOperator(l.Location, latches, topology));

    /// <summary>
    /// Whether this service fails in too many places at once: a bad release is not the loss of a site. What was withdrawn
    /// before the window is settled and does not count; what was left in the answers counts for as long as it is down.
    /// </summary>
    public static bool ServiceFailsWidely(Service service, Situation situation, Latches latches, Topology topology)
    {
        var failed = situation
            .Endpoints.Values.Where(f =>
                f.Endpoint.Service == service.Id
                && f.Health == Health.Down
                && (
                    latches.WithdrawalOf(f.Endpoint) is null
                    || f.DownMilliseconds <= topology.Policy.CorrelationWindowMilliseconds
                )
            )
            .Select(f => topology.Sites[f.Endpoint.Site].Location)
            .Distinct()
            .Count();
        var all = service.Placements.Keys.Select(s => topology.Sites[s].Location).Distinct().Count();
        return IsTooMany(failed, all);
    }

    /// <summary>Another location under suspicion makes an action wait for one confirmation period.</summary>
    public static LocationFinding? Rival(
        Situation situation,
        LocationId location,
        Latches latches,
        Topology topology
    ) =>
        situation.Locations.Values.FirstOrDefault(l =>
            l.Location != location && l.Suspected && !EmptiedByOperator(l.Location, latches, topology)
        );

    private static bool EmptiedByOperator(LocationId location, Latches latches, Topology topology) =>
        topology
            .Sites.Values.Where(s => s.Location == location)
            .All(s => latches.DrainOf(s.Id) is { Cause: DrainCause.Operator });
}
