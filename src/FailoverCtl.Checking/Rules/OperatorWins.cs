using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Journal;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.Checking.Rules;

/// <summary>
/// I-23: once its author had read a hold, no epoch moves what the hold covers. A held service keeps its weights; a held site
/// neither falls nor comes back, but may receive what another one loses.
/// </summary>
internal sealed class OperatorWins : IRule
{
    public void See(Moment moment, Findings found)
    {
        if (
            moment.Event is not LedgerEvent { Outcome: LedgerOutcome.Committed, Entry: var entry }
            || moment.Life.PlanOf(entry)?.Holds is not { Items.IsEmpty: false } holds
            || moment.Records.TopologyOf(entry) is not { } topology
            || moment.Records.Entry(entry.Epoch - 1) is not { } parent
            || parent.TopologyHash != entry.TopologyHash
        )
        {
            return;
        }

        foreach (var endpoint in topology.Endpoints)
        {
            var (before, after) = (
                parent.Steering.Weight(topology, endpoint),
                entry.Steering.Weight(topology, endpoint)
            );
            var siteMoves = after < before || (before == 0 && after > 0);
            if ((after != before && holds.Covers(endpoint.Service)) || (siteMoves && holds.Covers(endpoint.Site)))
            {
                found.Add(
                    "I-23",
                    moment,
                    $"epoch {entry.Epoch} moves {endpoint} from {before} to {after} basis points while {Scopes(holds)} is held"
                );
            }
        }
    }

    private static string Scopes(Holds holds) => string.Join(", ", holds.Items.Select(h => h.Scope).Sorted());
}
