using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Simulation.Run;

namespace FailoverCtl.Simulation.Truth;

/// <summary>What must become true once everything is healed, and stay so: nothing is stuck, nothing moves for no reason.</summary>
public sealed class Convergence(Cluster cluster)
{
    /// <summary>What is still amiss; empty when all is as it should be.</summary>
    public IReadOnlyList<string> Amiss()
    {
        var amiss = new List<string>();
        if (cluster.Store.Ledger is not { } stored || cluster.Store.Holds is not { } holds)
        {
            return ["the store lost its ledger or its holds"];
        }

        var ledger = stored.Value;
        foreach (var dns in cluster.Dns)
        {
            if (dns.Epoch != ledger.Epoch)
            {
                amiss.Add($"L-4 {dns.Name} answers epoch {dns.Epoch}, the ledger has {ledger.Epoch}");
            }

            if (!dns.Hidden.IsEmpty)
            {
                amiss.Add($"{dns.Name} still leaves out {string.Join(", ", dns.Hidden)}");
            }
        }

        var author = cluster.Author;
        if (author is not { Alive: true, Paused: false })
        {
            amiss.Add($"L-2 the author {ledger.Author.Controller} is dead and nobody took over");
        }

        if (ledger.Latches.Freeze is { } freeze)
        {
            amiss.Add($"L-3 still frozen: {freeze.Reason}");
        }

        foreach (var withdrawal in ledger.Latches.Withdrawals)
        {
            if (!holds.Value.Covers(withdrawal.Endpoint.Service) && !holds.Value.Covers(withdrawal.Endpoint.Site))
            {
                amiss.Add($"{withdrawal.Endpoint} serves and is still withdrawn");
            }
        }

        var left = new Sequence(cluster.TopologyOf(ledger.TopologyHash)).Steps(
            ledger.Steering,
            ledger.Latches,
            static _ => false,
            holds.Value
        );
        if (!left.IsEmpty)
        {
            amiss.Add($"a plan is stuck: {left.Count} steps are left, the next is {left[0].Why}");
        }

        foreach (var intent in cluster.Store.Intents.Select(i => i.Value))
        {
            var open = intent.Outcome.State is IntentState.Pending or IntentState.Accepted;
            if (open && holds.Value.Items.IsEmpty)
            {
                amiss.Add($"intent {intent.Id} ({intent.Kind} {intent.Scope}) is still {intent.Outcome.State}");
            }
        }

        return amiss;
    }
}
