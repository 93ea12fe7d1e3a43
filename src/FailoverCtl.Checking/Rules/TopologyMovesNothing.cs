using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Checking.Rules;

/// <summary>
/// I-25: the epoch that brings another topology into force moves no traffic by itself. Among the endpoints that both declare the
/// proportions stay, and what is new begins with nothing, unless nothing of the service was answered before.
/// </summary>
internal sealed class TopologyMovesNothing : IRule
{
    /// <summary>Basis points that two roundings may add.</summary>
    private const int Rounding = 10;

    public void See(Moment moment, Findings found)
    {
        if (
            moment.Event is not LedgerEvent { Entry: { Cause.Kind: not CauseKind.Recovery } entry } ledger
            || !moment.IsFirstSightOf(ledger)
            || moment.Records.Entry(entry.Epoch - 1) is not { } parent
            || parent.TopologyHash == entry.TopologyHash
            || moment.Records.TopologyOf(parent) is not { } before
            || moment.Records.TopologyOf(entry) is not { } after
        )
        {
            return;
        }

        foreach (var (service, family) in Steering.Published(after))
        {
            var shares = after
                .Endpoints.Where(e => e.Service == service.Id && e.Family == family)
                .Select(e => new Share(e, Before(e, before, parent), entry.Steering.Weight(after, e)))
                .ToArray();
            if (FirstMoved(shares) is { } moved)
            {
                found.Add(
                    "I-25",
                    moment,
                    $"epoch {entry.Epoch} moves {moved.Endpoint} from {moved.Before} to {moved.After} basis points with the "
                        + $"topology {entry.TopologyHash} that it brings in"
                );
            }
        }
    }

    private static Share? FirstMoved(Share[] shares)
    {
        var (before, after) = (shares.Sum(s => s.Before), shares.Sum(s => s.After));
        // Proportions of what stays: what is gone has left its share to the rest.
        return before == 0 || after == 0
            ? null
            : Array.Find(shares, s => Math.Abs((s.Before * 10_000 / before) - (s.After * 10_000 / after)) > Rounding);
    }

    private static int Before(EndpointId endpoint, Topology before, LedgerEntry parent) =>
        before.Services.Find(endpoint.Service)?.Placements.Find(endpoint.Site)?.Address(endpoint.Family) is null
            ? 0
            : parent.Steering.Weight(before, endpoint);

    private sealed record Share(EndpointId Endpoint, int Before, int After);
}
