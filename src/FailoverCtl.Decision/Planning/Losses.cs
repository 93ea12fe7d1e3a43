using FailoverCtl.Decision.Diagnosis;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Planning;

/// <summary>What verdicts add to the latches: endpoints to withdraw, sites to drain; and why others were left alone.</summary>
public sealed class Losses(Topology topology, Situation situation, Latches latches, Holds holds)
{
    /// <summary>Automatic moves count against a budget for an hour (I-17), ms.</summary>
    private const long BudgetWindow = 3_600_000;

    private readonly List<string> _reasons = [];
    private readonly List<Vote> _votes = [];

    public IReadOnlyList<string> Reasons => _reasons;

    public IReadOnlyList<Vote> Votes => _votes;

    /// <summary>The latches with the endpoints that must leave the answers now, of services in the given mode.</summary>
    public Latches Withdraw(Func<Service, bool> inMode)
    {
        var next = latches;
        foreach (var finding in situation.Endpoints.Values.Where(f => f.Health == Health.Down))
        {
            var service = topology.Services[finding.Endpoint.Service];
            if (!inMode(service) || latches.WithdrawalOf(finding.Endpoint) is not null)
            {
                continue;
            }

            if (Objection(finding, service, next) is { } objection)
            {
                _reasons.Add($"{finding.Endpoint} stays in the answers: {objection}");
                continue;
            }

            _votes.Add(finding.Vote);
            _reasons.Add(
                $"{finding.Endpoint} is {finding.Kind} from {finding.Vote.For} of {finding.Vote.Electorate} domains"
            );
            next = next with
            {
                Withdrawals = next
                    .Withdrawals.Add(new(finding.Endpoint, finding.Kind, topology.Policy.WithdrawnMinimumMilliseconds))
                    .OrderBy(w => w.Endpoint)
                    .ToEquatableArray(),
                Flaps = next.Flaps.Add(new(finding.Endpoint.Value, BudgetWindow)),
            };
        }

        return next;
    }

    /// <summary>The latches with the sites that are lost (drained at once) or next to lost ones (ramped, I-04).</summary>
    public Latches Drain(Latches from, Func<SiteId, bool> inMode)
    {
        var next = from;
        foreach (var site in situation.Sites.Values.Where(s => s.Condition == SiteCondition.Lost))
        {
            if (
                !inMode(site.Site)
                || latches.DrainOf(site.Site) is { Cause: DrainCause.Lost or DrainCause.Operator }
                || DrainObjection(site.Site, next) is not null
            )
            {
                continue;
            }

            var how = site.OwnAgentsSilent
                ? "its own agents are silent"
                : $"it has been so for {site.DownMilliseconds / 1000} s";
            var reason = $"all {site.Endpoints} endpoints lost by vote and {how}";
            _reasons.Add($"{site.Site} is lost: {reason}");
            _votes.AddRange(Condemned(site.Site).Select(f => f.Vote));
            next = Add(next, new(site.Site, DrainCause.Lost, "automatic", reason, null, Overflow: false)) with
            {
                Flaps = next.Flaps.Add(new(site.Site.Value, BudgetWindow)),
            };
        }

        return Precaution(next, inMode);
    }

    private Latches Precaution(Latches from, Func<SiteId, bool> inMode)
    {
        var next = from;
        foreach (var location in topology.SiteLocations)
        {
            var members = topology.Sites.Values.Where(s => s.Location == location).ToArray();
            var lost = members.Count(s => next.DrainOf(s.Id) is { Cause: DrainCause.Lost });
            // Only a new loss condemns the rest: what an operator has brought back since stays back.
            var isNew = members.Any(s =>
                next.DrainOf(s.Id) is { Cause: DrainCause.Lost } && latches.DrainOf(s.Id) is null
            );
            if (!isNew || lost < 2 || lost * 2 < members.Length)
            {
                continue;
            }

            foreach (
                var member in members.Where(m =>
                    inMode(m.Id) && next.DrainOf(m.Id) is null && DrainObjection(m.Id, next) is null
                )
            )
            {
                var reason = $"{lost} of {members.Length} sites at {location} are lost";
                _reasons.Add($"{member.Id} is drained as a precaution: {reason}");
                next = Add(next, new(member.Id, DrainCause.SharedFate, "automatic", reason, null, Overflow: false));
            }
        }

        return next;
    }

    private static Latches Add(Latches latches, Drain drain) =>
        latches with
        {
            Drains = latches
                .Drains.Where(d => d.Site != drain.Site)
                .Append(drain)
                .OrderBy(d => d.Site)
                .ToEquatableArray(),
        };

    private IEnumerable<EndpointFinding> Condemned(SiteId site) =>
        situation.Endpoints.Values.Where(f => f.Endpoint.Site == site && f.Health == Health.Down);

    /// <summary>Why a condemned endpoint is not withdrawn; null when nothing speaks against it.</summary>
    private string? Objection(EndpointFinding finding, Service service, Latches next)
    {
        var endpoint = finding.Endpoint;
        var location = topology.Sites[endpoint.Site].Location;
        return next.Freeze is not null ? "frozen on correlated failure (I-05)"
            : service.Stateful ? "it is stateful and the lag of its replicas is unknown (I-22)"
            : holds.Covers(service.Id) || holds.Covers(endpoint.Site) ? "held by an operator (I-23)"
            : Correlation.ServiceFailsWidely(service, situation, latches, topology)
                ? $"{service.Id} fails in several locations at once (I-05)"
            : Spent(endpoint.Value, topology.Policy.WithdrawalsPerHour)
                ? $"withdrawn {topology.Policy.WithdrawalsPerHour} times within the hour (I-17)"
            : IsLastAddress(endpoint, service, next) ? "it is the last address of its name (I-01)"
            : Correlation.Rival(situation, location, latches, topology) is { } rival
            && finding.DownMilliseconds < topology.Policy.ConfirmationPeriodMilliseconds
                ? $"{rival.Location} is suspected too: waiting until that is confirmed or refuted (I-05)"
            : null;
    }

    private string? DrainObjection(SiteId site, Latches next) =>
        next.Freeze is not null ? "frozen"
        : Condemned(site).Any(f => IsDoubtful(f, next)) ? "a rival is suspected, or a service fails widely"
        : holds.Covers(site) ? "held"
        : Spent(site.Value, topology.Policy.DrainsPerHour) ? "budget spent"
        : InServiceWithout(site, next) < topology.Policy.MinSites ? "last site"
        : null;

    /// <summary>What kept an endpoint in the answers because of what happens elsewhere also keeps its site (I-05).</summary>
    private bool IsDoubtful(EndpointFinding finding, Latches next) =>
        next.WithdrawalOf(finding.Endpoint) is null
        && (
            Correlation.ServiceFailsWidely(topology.Services[finding.Endpoint.Service], situation, latches, topology)
            || (
                finding.DownMilliseconds < topology.Policy.ConfirmationPeriodMilliseconds
                && Correlation.Rival(situation, topology.Sites[finding.Endpoint.Site].Location, latches, topology)
                    is not null
            )
        );

    private int InServiceWithout(SiteId site, Latches next) =>
        topology.Sites.Keys.Count(s => s != site && next.DrainOf(s) is null);

    private bool Spent(string subject, int budget) => latches.Flaps.Count(f => f.Subject == subject) >= budget;

    private static bool IsLastAddress(EndpointId endpoint, Service service, Latches next) =>
        service
            .Placements.Values.Where(p => p.Address(endpoint.Family) is not null && p.Site != endpoint.Site)
            .All(p =>
                next.WithdrawalOf(endpoint with { Site = p.Site }) is not null || next.DrainOf(p.Site) is not null
            );
}
