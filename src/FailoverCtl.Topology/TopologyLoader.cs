using FailoverCtl.Topology.Binding;
using FailoverCtl.Topology.Checks;
using FailoverCtl.Topology.Diagnostics;
using FailoverCtl.Topology.Syntax;

namespace FailoverCtl.Topology;

/// <summary>Reads topology files: a topology without any error, or everything that is wrong with it.</summary>
public static class TopologyLoader
{
    /// <param name="path">A file, or a directory whose *.yaml and *.yml files are one model; deeper directories are not read.</param>
    public static TopologyResult Load(string path)
    {
        var bag = new DiagnosticBag();
        var files = TopologyFiles.Read(path, bag);
        return bag.HasErrors ? new(null, bag.Ordered([])) : Read(files);
    }

    /// <summary>Reads files that are in memory already, in the order given.</summary>
    public static TopologyResult Read(params IReadOnlyList<TopologyFile> files)
    {
        var bag = new DiagnosticBag();
        var topology = Read(files, bag);
        return new(bag.HasErrors ? null : topology, bag.Ordered([.. files.Select(f => f.Name)]));
    }

    private static Domain.Topology.Topology? Read(IReadOnlyList<TopologyFile> files, DiagnosticBag bag)
    {
        var budget = new NodeBudget();
        var roots = new List<MappingNode>();
        foreach (var file in files)
        {
            if (Decoding.Decode(file.Name, file.Bytes.Span, bag) is { } source)
            {
                switch (new TreeReader(source, bag, budget).Read())
                {
                    case MappingNode root:
                        roots.Add(root);
                        break;
                    case { } other:
                        bag.Add(
                            BindingRules.NotAMapping,
                            other.At,
                            "a topology file is a mapping",
                            "Start with 'cluster:'."
                        );
                        break;
                }
            }
        }

        // With a file missing, everything that refers to it would be one more mistake.
        if (roots.Count < files.Count || files.Count == 0)
        {
            return null;
        }

        var merged = Merging.Merge(roots, bag);
        var topology = TopologyBinder.Bind(merged, bag);
        AllChecks.Run(topology, new(merged), bag);
        return topology;
    }
}

/// <summary>The bytes of one topology file and the name under which diagnostics cite it.</summary>
public sealed record TopologyFile(string Name, ReadOnlyMemory<byte> Bytes);
