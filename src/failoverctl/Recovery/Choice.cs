using System.Globalization;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Domain.Steering;

namespace FailoverCtl.CommandLine.Recovery;

/// <summary>Whose steering and latches come back into force.</summary>
public abstract record Choice
{
    /// <summary>What --from says for everything as the topology declares it.</summary>
    public const string AsDeclared = "declared";

    private Choice() { }

    /// <param name="What">As one says it in a sentence.</param>
    public sealed record Made(LedgerEntry Entry, string What) : Choice;

    /// <summary>The operator has to say it, or to bring more.</summary>
    /// <param name="Sentence">What is missing and what to do.</param>
    public sealed record Open(string Sentence) : Choice;

    /// <param name="from">What the operator says: an epoch, a proposal, <see cref="AsDeclared"/>; null: the newest that is
    /// known whole, if nothing knows a newer one.</param>
    public static Choice Of(Knowledge knowledge, string? from)
    {
        if (from == AsDeclared)
        {
            return Everything(knowledge);
        }

        var entries = knowledge.Entries.ToArray();
        if (entries.Length == 0)
        {
            return new Open(
                "no source knows an entry of the ledger whole: name a state directory of failoverd, a journal of a controller or "
                    + "a state file of a DNS server, or say --from declared to take everything as the topology declares it"
            );
        }

        var newest = entries.Max(e => e.Entry.Epoch);
        if (from is null && knowledge.NewestSeen > newest)
        {
            return new Open(
                $"{knowledge.NewestSeenBy} knew epoch {knowledge.NewestSeen}, the newest one known whole is epoch {newest} "
                    + $"({entries.First(e => e.Entry.Epoch == newest).From}): what changed in between is not known here. "
                    + "Name a state directory of failoverd, the journal of a controller or the state file of a DNS server "
                    + $"that has it, or say which to take: --from {newest}, --from declared"
            );
        }

        var wanted = from ?? newest.ToString(CultureInfo.InvariantCulture);
        var found = entries
            .Where(e => e.Entry.Proposal == wanted || wanted == e.Entry.Epoch.ToString(CultureInfo.InvariantCulture))
            .ToArray();
        return found switch
        {
            [var only] => new Made(only.Entry, $"epoch {only.Entry.Epoch}, from {only.From}"),
            [] => new Open(
                $"no source knows epoch or proposal \"{wanted}\" whole; known: "
                    + string.Join(", ", entries.Select(e => e.Entry.Epoch).Distinct().OrderDescending().Take(10))
                    + ", declared"
            ),
            _ => new Open(
                $"epoch {wanted} has {found.Length} faces, say which by its proposal: "
                    + string.Join(
                        ", ",
                        found.Select(e => $"--from {e.Entry.Proposal} ({e.From}: {e.Entry.Cause.Sentence})")
                    )
            ),
        };
    }

    private static Choice Everything(Knowledge knowledge)
    {
        var topology = knowledge.Declared ?? TopologySource.Newest(knowledge)?.Document;
        if (topology is null)
        {
            return new Open("no topology is known: give its files with --topology DIR");
        }

        var declared = TopologyDocument.Read(topology.Hash, topology.Bytes.Span);
        var entry = new LedgerEntry(
            knowledge.Cluster,
            LedgerEntry.CurrentSchema,
            0,
            RecoveryEpoch.Author,
            "",
            new(AsDeclared, 1, 1),
            topology.Hash,
            new(CauseKind.Recovery, knowledge.Cluster, "everything as declared"),
            SortedMap<AgentId, Mark>.Empty,
            declared.Policy.Mode,
            Latches.None,
            SteeringMap.AsDeclared
        );
        return new Made(entry, $"everything as topology {Knowledge.Short(topology.Hash)} declares it");
    }
}
