using FailoverCtl.Decision.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Reflex;

/// <summary>
/// What keeps a condemned endpoint in the answers, one by one: whatever a controller would not withdraw by itself, the reflex
/// does not hide either (I-05, I-17, I-22, I-23).
/// </summary>
/// <param name="holds">Null: never read by this process.</param>
internal sealed class ReflexRules(AnsweredEpoch answered, Situation situation, Latches latches, Holds? holds)
{
    /// <summary>What keeps everything in the answers; null when nothing does.</summary>
    public string? Stop()
    {
        var recent = Correlation.Recent(situation, latches, answered.Topology);
        return latches.Freeze is not null ? "frozen on correlated failure (I-05)"
            : holds is null
                ? "this server has not read the holds since it started or its store was recovered, and unknown is not none (I-15)"
            : Correlation.IsTooMany(recent.Count, answered.Topology.SiteLocations.Count())
                ? $"{string.Join(", ", recent)} failed together: a common cause is likelier than separate losses (I-05)"
            : null;
    }

    public string? Objection(EndpointFinding finding)
    {
        var endpoint = finding.Endpoint;
        var (topology, service) = (answered.Topology, answered.Topology.Services[endpoint.Service]);
        return answered.ModeOf(endpoint) != Mode.Act ? $"{service.Id} is not in mode act"
            : service.Stateful ? "it is stateful and the lag of its replicas is unknown (I-22)"
            : IsHeld(endpoint) ? "held by an operator (I-23)"
            : Correlation.ServiceFailsWidely(service, situation, latches, topology)
                ? $"{service.Id} fails in several locations at once (I-05)"
            : latches.Flaps.Count(f => f.Subject == endpoint.Value) >= topology.Policy.WithdrawalsPerHour
                ? $"withdrawn {topology.Policy.WithdrawalsPerHour} times within the hour (I-17)"
            : Correlation.Rival(situation, answered.LocationOf(endpoint), latches, topology) is { } rival
            && finding.DownMilliseconds < topology.Policy.ConfirmationPeriodMilliseconds
                ? $"{rival.Location} is suspected too: waiting until that is confirmed or refuted (I-05)"
            : null;
    }

    private bool IsHeld(EndpointId endpoint) => holds!.Covers(endpoint.Service) || holds.Covers(endpoint.Site);
}
