using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.CommandLine.Recovery;

/// <summary>What journals and DNS state files tell.</summary>
/// <param name="Holds">Every holds document that was seen, with where.</param>
public sealed record FileEvidence(
    EquatableArray<Source> Sources,
    EquatableArray<KnownEntry> Entries,
    EquatableArray<(TopologyDocument Document, string From)> Topologies,
    EquatableArray<(Holds Holds, string From)> Holds
)
{
    public static FileEvidence None { get; } = new([], [], [], []);

    /// <summary>The installation that all of them are of; null when they disagree or do not say.</summary>
    public string? Cluster =>
        Sources.Select(s => s.Cluster).OfType<string>().Distinct(StringComparer.Ordinal).ToArray() is [var only]
            ? only
            : null;

    public FileEvidence And(FileEvidence other) =>
        new(
            Sources.Concat(other.Sources).ToEquatableArray(),
            Entries.Concat(other.Entries).ToEquatableArray(),
            Topologies.Concat(other.Topologies).ToEquatableArray(),
            Holds.Concat(other.Holds).ToEquatableArray()
        );
}
