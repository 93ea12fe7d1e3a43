using FailoverCtl.Domain.Json;

namespace FailoverCtl.CommandLine.Recovery;

/// <summary>Where a topology is known from.</summary>
/// <param name="From">As one says it in a sentence.</param>
public sealed record TopologySource(TopologyDocument Document, string From)
{
    /// <summary>The topology of that hash, as the files have it; null: none of them does.</summary>
    public static TopologySource? Find(Knowledge knowledge, string hash) =>
        All(knowledge).FirstOrDefault(t => t.Document.Hash == hash);

    /// <summary>The one that the newest entry cites of which any is known; null: none is.</summary>
    public static TopologySource? Newest(Knowledge knowledge) =>
        knowledge
            .Entries.OrderByDescending(e => e.Entry.Epoch)
            .Select(e => Find(knowledge, e.Entry.TopologyHash))
            .FirstOrDefault(t => t is not null)
        ?? All(knowledge).FirstOrDefault();

    private static IEnumerable<TopologySource> All(Knowledge knowledge)
    {
        if (knowledge.Store.Topology is { } stored)
        {
            yield return new(TopologyDocument.Write(stored), "the store");
        }

        foreach (var (document, from) in knowledge.Files.Topologies)
        {
            yield return new(document, from);
        }

        if (knowledge.Declared is { } declared)
        {
            yield return new(declared, "the files of --topology");
        }
    }
}
