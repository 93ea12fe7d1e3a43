using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Checking.Rules;

/// <summary>I-02: no epoch leaves fewer sites in service than minSites, unless there were fewer or an operator drained them.</summary>
internal sealed class LastSiteStays : IRule
{
    public void See(Moment moment, Findings found)
    {
        if (
            moment.Event is not LedgerEvent ledger
            || !moment.IsFirstSightOf(ledger)
            || moment.Records.TopologyOf(ledger.Entry) is not { } topology
            || moment.Records.Entry(ledger.Entry.Epoch - 1) is not { } parent
            || moment.Records.TopologyOf(parent) is not { } topologyBefore
        )
        {
            return;
        }

        var (entry, after) = (ledger.Entry, Sites(Steering.Answered(topology, ledger.Entry.Steering)));
        // A site that is no longer declared was taken away by an operator, not by this epoch.
        var before = Sites(
            Steering.Answered(topologyBefore, parent.Steering).Where(e => topology.Sites.ContainsKey(e.Site))
        );
        var byOperator = before.Except(after).Count(s => entry.Latches.DrainOf(s) is { Cause: DrainCause.Operator });
        var floor = Math.Min(topology.Policy.MinSites, before.Length);
        if (after.Length + byOperator < floor)
        {
            var gone = string.Join(", ", before.Except(after));
            found.Add(
                "I-02",
                moment,
                $"epoch {entry.Epoch} takes {gone} out of service: {after.Length} sites are left, at least {floor} must stay"
            );
        }
    }

    private static SiteId[] Sites(IEnumerable<EndpointId> endpoints) =>
        [.. endpoints.Select(e => e.Site).Distinct().Order()];
}
