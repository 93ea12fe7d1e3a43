using FailoverCtl.CommandLine.Output;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.CommandLine.Recovery;

/// <summary>What would be committed, all of it, before anything is.</summary>
/// <param name="From">Whose steering and latches it takes, as one says it in a sentence.</param>
/// <param name="PutBack">The document to put back; null: the store has it.</param>
/// <param name="Holds">What replaces the holds document; null: it stays as it is.</param>
/// <param name="Added">The hold that recover adds because holds may have been lost (I-23); null: none.</param>
/// <param name="Says">The same for the operator, a sentence each.</param>
public sealed record Rescue(
    LedgerEntry Entry,
    string From,
    TopologyDocument? PutBack,
    Holds? Holds,
    Hold? Added,
    EquatableArray<(Intent Intent, ulong ModifyIndex)> Closed,
    EquatableArray<string> Says
)
{
    /// <summary>What an operator reads on the hold.</summary>
    private const string HoldReason = "holds may have been lost with the store; look, then failoverctl release";

    /// <param name="stored">The topology that the choice cites, as the store has it.</param>
    /// <returns>The rescue, or why there can be none and what to do.</returns>
    public static (Rescue? Rescue, string? Why) Of(
        Knowledge knowledge,
        Choice.Made choice,
        Request request,
        Found<Topology> stored
    )
    {
        var storeHasTopology = stored is Found<Topology>.Here;
        var topology = TopologySource.Find(knowledge, choice.Entry.TopologyHash);
        if (!storeHasTopology && topology is null)
        {
            return (null, NoTopology(knowledge, choice));
        }

        var entry = RecoveryEpoch.Of(
            choice.Entry,
            knowledge.NewestPossible,
            request.Proposal,
            $"{choice.What}, by {request.By}: {request.Reason}"
        );
        var (holds, added, holdsSay) = HoldsAfter(knowledge, request);
        var closed = knowledge
            .Store.OpenIntents.Select(i => (i.Intent with { Outcome = Stale(i.Intent) }, i.ModifyIndex))
            .ToEquatableArray();
        return (
            new(
                entry,
                choice.What,
                storeHasTopology ? null : topology!.Document,
                holds,
                added,
                closed,
                [
                    $"epoch {entry.Epoch}: one more than the newest that anything knows of"
                        + (
                            knowledge.NewestPossible > knowledge.NewestSeen
                                ? $", {knowledge.NewestSeen}, and that damaged plans may be of"
                                : ""
                        ),
                    $"steering and latches: {choice.What}: {Steered(entry)}",
                    storeHasTopology
                        ? $"topology {Knowledge.Short(entry.TopologyHash)}: the store has it"
                        : $"topology {Knowledge.Short(entry.TopologyHash)}: put back from {topology!.From}",
                    $"holds: {holdsSay}",
                    .. closed.IsEmpty
                        ? Array.Empty<string>()
                        : [$"{Words.Count(closed.Count, "open intent")} refused, to be asked again: {Names(closed)}"],
                ]
            ),
            null
        );
    }

    /// <summary>As a plan of one step, kept in the store so that explain can tell it later.</summary>
    public Plan AsPlan(Knowledge knowledge) =>
        new(
            Entry.Plan.Id,
            Entry.Cause,
            Entry.Epoch - 1,
            1,
            [new(Entry.Steering, Entry.Latches, [], From)],
            [],
            Entry.Evidence,
            Automatic: false,
            [.. knowledge.Problems, .. knowledge.Sources.Select(s => $"{s.Title}: {Epoch(s)}{s.Says}"), .. Says],
            []
        );

    private static (Holds? Holds, Hold? Added, string Says) HoldsAfter(Knowledge knowledge, Request request)
    {
        var stored = knowledge.Store.Holds.OrNull() is { } here && here.Cluster == knowledge.Cluster ? here : null;
        var known = knowledge.NewestHolds;
        var isNewest = stored is not null && (known?.Holds.Revision ?? 0) <= stored.Revision;
        if (isNewest && !knowledge.LedgerIsLost)
        {
            return (null, null, $"stay as the store has them, revision {stored!.Revision}: {Scopes(stored)}");
        }

        // A hold that was lost holds no longer, and nobody sees it: hold everything until someone has looked (I-23).
        var before = (isNewest ? stored : known?.Holds) ?? new Holds(knowledge.Cluster, 0, []);
        var from = isNewest ? "the store" : known?.From;
        var all = new Hold(request.HoldId, "all", request.By, HoldReason, request.At);
        var says = from is null ? "" : $"those of {from} ({Scopes(before)}), and ";
        var why =
            stored is null ? "holds may have been lost"
            : isNewest ? "the store went back, and holds that were set since are lost with it"
            : "the store's are older, and newer ones yet may have been lost";
        return (
            before with
            {
                Revision = before.Revision + 1,
                Items = before.Items.Add(all),
            },
            all,
            $"{says}a hold of all ({all.Id}), because {why}"
        );
    }

    private static IntentOutcome Stale(Intent intent) =>
        new(
            IntentState.Refused,
            0,
            [
                new(
                    "I-15",
                    "recover",
                    "it stood in a store that has been recovered since: ask again",
                    Words.Of(intent.Kind) + " " + intent.Scope,
                    "nothing from before a recovery",
                    Overridable: false
                ),
            ]
        );

    private static string NoTopology(Knowledge knowledge, Choice.Made choice) =>
        $"the topology {Knowledge.Short(choice.Entry.TopologyHash)} that {choice.What} cites lies neither in the store nor in "
        + "the files that were named"
        + (
            knowledge.Declared is { } declared
                ? $" (the files of --topology make {Knowledge.Short(declared.Hash)}: they have changed since)"
                : ""
        )
        + ". Give the topology's files as they were with --topology DIR, or a journal or DNS state file that has it; "
        + "or say --from declared";

    private static string Steered(LedgerEntry entry)
    {
        var parts = entry
            .Latches.Drains.Select(d => $"{d.Site} drained")
            .Concat(entry.Latches.Withdrawals.Select(w => $"{w.Endpoint} withdrawn"))
            .Concat(entry.Latches.Freeze is null ? Array.Empty<string>() : ["frozen"])
            .ToList();
        if (!entry.Steering.Overrides.Keys.All(e => entry.Latches.WithdrawalOf(e) is not null))
        {
            parts.Add($"{Words.Count(entry.Steering.Overrides.Count, "weight")} other than declared");
        }

        return parts.Count == 0 ? "everything as declared" : string.Join(", ", parts);
    }

    private static string Scopes(Holds holds) =>
        holds.Items.IsEmpty ? "nothing is held" : string.Join(", ", holds.Items.Select(h => $"{h.Scope} ({h.Id})"));

    private static string Names(EquatableArray<(Intent Intent, ulong ModifyIndex)> closed) =>
        string.Join(", ", closed.Select(i => $"{Words.Of(i.Intent.Kind)} {i.Intent.Scope}"));

    private static string Epoch(Source source) => source.Epoch > 0 ? $"epoch {source.Epoch}, " : "";
}
