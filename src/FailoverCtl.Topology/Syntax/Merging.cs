using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.TopologyFiles.Syntax;

/// <summary>Many files, one model: sections that stand in several files are united, what stands in them is defined once.</summary>
internal static class Merging
{
    public static MappingNode Merge(IReadOnlyList<MappingNode> roots, DiagnosticBag bag)
    {
        var sections = new List<Entry>();
        foreach (var group in roots.SelectMany(r => r.Entries).GroupBy(e => e.Key.Text, StringComparer.Ordinal))
        {
            var parts = group.ToList();
            sections.Add(
                parts.TrueForAll(p => p.Value is MappingNode)
                    ? new(parts[0].Key, new MappingNode(parts[0].Value.At, Unite(parts, bag)))
                    : Single(parts, bag)
            );
        }

        return new(roots[0].At, sections);
    }

    private static List<Entry> Unite(IEnumerable<Entry> parts, DiagnosticBag bag) =>
        [
            .. parts
                .SelectMany(p => ((MappingNode)p.Value).Entries)
                .GroupBy(e => e.Key.Text, StringComparer.Ordinal)
                .Select(same => Single([.. same], bag)),
        ];

    private static Entry Single(List<Entry> same, DiagnosticBag bag)
    {
        foreach (var again in same.Skip(1).TakeWhile(_ => !bag.Overflowed))
        {
            bag.Add(
                SyntaxRules.DefinedTwice,
                again.Key.At,
                $"{Quoting.Quote(again.Key.Text)} is defined twice",
                $"The first definition is at {same[0].Key.At}. Keep one of them."
            );
        }

        return same[0];
    }
}
