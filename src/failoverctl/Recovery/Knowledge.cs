using FailoverCtl.CommandLine.Output;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.CommandLine.Recovery;

/// <summary>All that is known of one cluster's ledger, from everywhere.</summary>
/// <param name="Answers">One source for each DNS server that was asked.</param>
/// <param name="Declared">The topology of the files that the operator names; null: none.</param>
public sealed record Knowledge(
    string Cluster,
    StoreEvidence Store,
    EquatableArray<Source> Answers,
    FileEvidence Files,
    TopologyDocument? Declared
)
{
    public EquatableArray<Source> Sources =>
        [
            LedgerSource(),
            .. Store.Plans.IsEmpty && Store.DamagedPlanSlots.IsEmpty ? Array.Empty<Source>() : [PlansSource()],
            .. Answers,
            .. Store.DnsRoles.Select(d => new Source(
                SourceKind.DnsStatus,
                d.Server.Value,
                Cluster,
                d.Epoch,
                null,
                $"its own word in the store, beat {d.Counter}"
            )),
            .. Store.Controllers.Select(ControllerSource),
            .. Files.Sources,
        ];

    /// <summary>Entries of this cluster that are known whole; what the store has comes first.</summary>
    public IEnumerable<KnownEntry> Entries =>
        Stored()
            .Concat(Files.Entries)
            .Where(e => e.Entry.Cluster == Cluster && e.Entry.Epoch <= RecoveryEpoch.EvidenceMax)
            .DistinctBy(e => (e.Entry.Epoch, e.Entry.Proposal));

    /// <summary>Everything that is wrong, a sentence each; nothing when the store agrees with all that was asked.</summary>
    public EquatableArray<string> Problems =>
        [.. LedgerProblems(), .. TopologyProblems(), .. HoldsProblems(), .. Stopped()];

    /// <summary>The highest epoch of this cluster that anything knows of.</summary>
    public long NewestSeen => Ours.Select(s => s.Epoch).DefaultIfEmpty(0).Max();

    /// <summary>
    /// The highest epoch that may have been in force: where a damaged plan lies tells its epoch modulo the ring, so the ones
    /// that lie right after the newest may be newer.
    /// </summary>
    public long NewestPossible
    {
        get
        {
            var newest = NewestSeen;
            for (var i = 0; i < Store.DamagedPlanSlots.Count && IsDamaged(newest + 1); i++)
            {
                newest++;
            }

            return newest;
        }
    }

    /// <summary>
    /// It is missing or damaged, another cluster's, went back, or is known otherwise: what lies beside it may be as old.
    /// </summary>
    public bool LedgerIsLost => LedgerProblems().Any();

    /// <summary>Why a source is no evidence, in a sentence; null when it is.</summary>
    public string? WhyNot(Source source) =>
        source.Cluster is { } other && other != Cluster ? $"does not count: of cluster {other}"
        : source.Epoch > RecoveryEpoch.EvidenceMax ? "does not count: no installation ever had so many epochs"
        : null;

    /// <summary>What knows the highest epoch, as one says it in a sentence: the first of them, the table has them all.</summary>
    public string NewestSeenBy
    {
        get
        {
            var titles = Ours.Where(s => s.Epoch == NewestSeen).Select(s => s.Title).Distinct().ToArray();
            return titles.Length == 1 ? titles[0] : $"{titles[0]} and {Words.Count(titles.Length - 1, "other")}";
        }
    }

    /// <summary>The newest holds that a file knows; null: none.</summary>
    public (Holds Holds, string From)? NewestHolds =>
        Files
            .Holds.Where(h => h.Holds.Cluster == Cluster)
            .OrderByDescending(h => h.Holds.Revision)
            .Select(h => ((Holds, string)?)h)
            .FirstOrDefault();

    private IEnumerable<KnownEntry> Stored()
    {
        if (Store.Ledger.OrNull() is { } ledger)
        {
            yield return new(ledger, LedgerSource().Title);
        }

        foreach (var plan in Store.Plans)
        {
            yield return new(plan.Entry, PlansSource().Title);
        }
    }

    private IEnumerable<Source> Ours => Sources.Where(s => WhyNot(s) is null);

    private bool IsDamaged(long epoch) => Store.DamagedPlanSlots.Contains((int)(epoch % Keys.PlanSlots));

    private IEnumerable<string> LedgerProblems()
    {
        if (Store.Ledger.OrNull() is not { } ledger)
        {
            yield return Store.Ledger.Problem!;
            yield break;
        }

        if (ledger.Cluster != Cluster)
        {
            yield return $"the ledger in the store is that of cluster {ledger.Cluster}";
            yield break;
        }

        if (ledger.Epoch > RecoveryEpoch.EvidenceMax)
        {
            yield return $"the ledger in the store has epoch {ledger.Epoch}: no installation ever had so many";
        }

        if (NewestSeen > ledger.Epoch)
        {
            yield return $"the store went back to epoch {ledger.Epoch}: epoch {NewestSeen} was known before, "
                + $"says {NewestSeenBy}";
        }

        foreach (var other in Entries.Where(e => e.Entry.Epoch == ledger.Epoch && e.Entry.Proposal != ledger.Proposal))
        {
            yield return $"epoch {ledger.Epoch} has two faces: proposal {ledger.Proposal} in the store, "
                + $"proposal {other.Entry.Proposal} in {other.From}";
        }
    }

    private IEnumerable<string> TopologyProblems() =>
        Store.Ledger.OrNull() is { } ledger && ledger.Cluster == Cluster && Store.Topology is null
            ?
            [
                $"the topology {Short(ledger.TopologyHash)} that epoch {ledger.Epoch} cites cannot be read from the store",
            ]
            : [];

    private IEnumerable<string> HoldsProblems() =>
        Store.Holds.OrNull() is not { } holds ? [Store.Holds.Problem!]
        : holds.Cluster != Cluster ? [$"the holds in the store are those of cluster {holds.Cluster}"]
        : NewestHolds is { } newer && newer.Holds.Revision > holds.Revision
            ?
            [
                $"the holds in the store have revision {holds.Revision}, {newer.From} knew revision {newer.Holds.Revision}",
            ]
        : [];

    /// <summary>What a controller said before it saw the last recovery is over: it may be dead, or about to beat again.</summary>
    private IEnumerable<string> Stopped() =>
        Store
            .Controllers.Where(c => c.Stopped is not null && c.Epoch >= (Store.Ledger.OrNull()?.LastRecovery ?? 0))
            .GroupBy(c => c.Stopped)
            .Select(g => $"nothing is written by {string.Join(", ", g.Select(c => c.Id))}: {g.Key}");

    private Source LedgerSource() =>
        Store.Ledger switch
        {
            Found<LedgerEntry>.Here(var entry, var index) => new(
                SourceKind.Ledger,
                "ledger",
                entry.Cluster,
                entry.Epoch,
                entry,
                $"index {index}, by {entry.Author.Controller}: {entry.Cause.Sentence}"
            ),
            var none => new(SourceKind.Ledger, "ledger", Cluster, 0, null, none.Problem!),
        };

    private Source PlansSource()
    {
        var ours = Store.Plans.Where(p => p.Entry.Cluster == Cluster).Select(p => p.Entry).ToArray();
        var newest = ours.MaxBy(e => e.Epoch);
        var says =
            newest is not null
                ? $"{Words.Count(ours.Length, "plan")}, of epochs {ours.Min(e => e.Epoch)} to {newest.Epoch}"
            : Store.Plans.IsEmpty ? "none can be read"
            : "of another cluster";
        if (!Store.DamagedPlanSlots.IsEmpty)
        {
            says += $"; damaged: {string.Join(", ", Store.DamagedPlanSlots.Select(s => $"{s:00}"))}";
        }

        return new(SourceKind.Plans, "plans", Cluster, newest?.Epoch ?? 0, newest, says);
    }

    /// <summary>A controller knows the epoch that it has read, and those that DNS servers answered it.</summary>
    private Source ControllerSource(ControllerStatus status)
    {
        var answered = status.Targets.Where(t => t.SeenEpoch <= RecoveryEpoch.EvidenceMax).MaxBy(t => t.SeenEpoch);
        var ahead = answered is not null && answered.SeenEpoch > status.Epoch;
        return new(
            SourceKind.Controller,
            status.Id.Value,
            Cluster,
            ahead ? answered!.SeenEpoch : status.Epoch,
            null,
            (ahead ? $"read epoch {status.Epoch}, saw it answered by {answered!.Server}" : "has read it")
                + (status.Stopped is { } why ? $"; writes nothing: {why}" : "")
        );
    }

    /// <summary>The first digits of a hash, as DNS servers publish them.</summary>
    public static string Short(string hash) => hash[..Math.Min(12, hash.Length)];
}
