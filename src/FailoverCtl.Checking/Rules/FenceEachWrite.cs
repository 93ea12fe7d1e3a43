using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Journal;

namespace FailoverCtl.Checking.Rules;

/// <summary>I-09: epochs are unique and rise by one; no target goes back, or answers something else than its epoch says.</summary>
internal sealed class FenceEachWrite(Clock clock) : IRule
{
    private const string Rule = "I-09";

    private readonly SortedDictionary<string, WriteEvent> _last = new(StringComparer.Ordinal);

    public void See(Moment moment, Findings found)
    {
        switch (moment.Event)
        {
            case LedgerEvent { Outcome: not LedgerOutcome.Lost } ledger:
                CheckLedger(moment, ledger, found);
                break;
            case PlanEvent { Plan: var plan } when moment.Life.Ledger is { } known && known.Epoch != plan.ParentEpoch:
                found.Add(
                    Rule,
                    moment,
                    $"plan {plan.Id} starts from epoch {plan.ParentEpoch}, its author had read epoch {known.Epoch}"
                );
                break;
            case WriteEvent { Result: WriteResult.Applied } write:
                CheckWrite(moment, write, found);
                break;
        }
    }

    private static void CheckLedger(Moment moment, LedgerEvent ledger, Findings found)
    {
        var entry = ledger.Entry;
        if (moment.Records.Entry(entry.Epoch) is { } first && first != entry)
        {
            found.Add(
                Rule,
                moment,
                $"epoch {entry.Epoch} has two faces: {Describe(first.Author.Controller, first.Proposal)} and "
                    + Describe(entry.Author.Controller, entry.Proposal)
            );
        }

        if (moment.Life.Ledger is not { } before)
        {
            return;
        }

        if (entry.Epoch < before.Epoch)
        {
            found.Add(Rule, moment, $"the ledger went back from epoch {before.Epoch} to {entry.Epoch}");
        }
        else if (ledger.Outcome == LedgerOutcome.Committed && entry.Epoch > before.Epoch + 1)
        {
            found.Add(Rule, moment, $"epoch {entry.Epoch} was committed over epoch {before.Epoch}: epochs rise by one");
        }
    }

    private static string Describe(ControllerId author, string proposal) => $"proposal {proposal} of {author}";

    private void CheckWrite(Moment moment, WriteEvent write, Findings found)
    {
        // Without a common clock nobody knows which of two processes wrote first.
        var key = clock == Clock.Shared ? write.Target : $"{moment.Journal.Name} {write.Target}";
        if (_last.TryGetValue(key, out var last))
        {
            if (write.Epoch < last.Epoch)
            {
                found.Add(Rule, moment, $"{write.Target} went back from epoch {last.Epoch} to {write.Epoch}");
            }
            else if (write.Epoch == last.Epoch && !write.After.Equals(last.After))
            {
                found.Add(
                    Rule,
                    moment,
                    $"{write.Target} took epoch {write.Epoch} twice with other content: {Show(last.After)}, then {Show(write.After)}"
                );
            }
        }

        _last[key] = write;
        CheckContent(moment, write, found);
    }

    private static void CheckContent(Moment moment, WriteEvent write, Findings found)
    {
        if (moment.Records.Entry(write.Epoch) is not { } entry || moment.Records.TopologyOf(entry) is not { } topology)
        {
            return;
        }

        var meant = Steering
            .Answered(topology, entry.Steering)
            .ToSortedMap(e => e, e => entry.Steering.Weight(topology, e));
        var written = SortedMap<EndpointId, int>.From(write.After.Where(w => w.Value > 0));
        if (!written.Equals(meant))
        {
            found.Add(
                Rule,
                moment,
                $"{write.Target} answers {Show(written)} as epoch {write.Epoch}, the ledger says {Show(meant)}"
            );
        }
    }

    private static string Show(SortedMap<EndpointId, int> weights) =>
        string.Join(" ", weights.Take(8).Select(w => $"{w.Key}={w.Value}")) + (weights.Count > 8 ? " ..." : "");
}
