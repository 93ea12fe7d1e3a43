using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Snapshots;

/// <summary>Everything that status shows, read once. The ledger is read first: what else is read may be newer, never older.</summary>
/// <param name="Holds">Null: missing or damaged, which <paramref name="Problems"/> says.</param>
/// <param name="Topology">Null: missing or damaged.</param>
/// <param name="Problems">Sentences about documents that cannot be read, and about the store itself.</param>
public sealed record ClusterSnapshot(
    string Cluster,
    LedgerEntry Ledger,
    Holds? Holds,
    Topology? Topology,
    EquatableArray<ControllerStatus> Controllers,
    EquatableArray<DnsStatus> DnsRoles,
    EquatableArray<Report> Reports,
    EquatableArray<Intent> Intents,
    EquatableArray<string> Problems
)
{
    /// <summary>The controller whose view is shown: the author, else the one that has read the newest ledger.</summary>
    public ControllerStatus? Seer =>
        Controllers.FirstOrDefault(IsAuthor)
        ?? Controllers
            .OrderByDescending(c => c.LedgerIndex)
            .ThenByDescending(c => c.EpochElapsedMilliseconds)
            .FirstOrDefault();

    /// <summary>How long the epoch has been in force, ms; null when no controller has seen it.</summary>
    public long? EpochAgeMilliseconds =>
        Controllers.Where(c => c.Epoch == Ledger.Epoch).Select(c => (long?)c.EpochElapsedMilliseconds).Max();

    /// <summary>How long a drain has left now, ms, as far as a controller has counted; null: until an operator ends it.</summary>
    public long? RemainingMilliseconds(Drain drain) =>
        drain.RemainingMilliseconds is { } ms ? Math.Max(0, ms - (EpochAgeMilliseconds ?? 0)) : null;

    public bool IsAuthor(ControllerStatus controller) =>
        controller.Id == Ledger.Author.Controller && controller.Boot == Ledger.Author.Boot;

    /// <summary>Null when nobody has judged the site.</summary>
    public SiteCondition? ConditionOf(SiteId site) =>
        Seer is { } seer && seer.Sites.TryGetValue(site, out var condition) ? condition : null;

    /// <summary>All declared DNS servers and what is known of each.</summary>
    public IEnumerable<DnsServerState> DnsServers =>
        Topology is null ? [] : Topology.DnsServers.Values.Select(s => DnsServerState.Of(s, this));

    /// <summary>Pending and accepted ones, in the order in which they were asked.</summary>
    public IEnumerable<Intent> OpenIntents =>
        Intents.Where(i => i.Outcome.State is IntentState.Pending or IntentState.Accepted);
}
