using FailoverCtl.TopologyFiles.Binding;
using FailoverCtl.TopologyFiles.Checks;
using FailoverCtl.TopologyFiles.Diagnostics;
using FailoverCtl.TopologyFiles.Syntax;

namespace FailoverCtl.TopologyFiles;

/// <summary>Reads topology files: a topology without any error, or everything that is wrong with it.</summary>
public static class TopologyLoader
{
    /// <param name="path">A file, or a directory whose *.yaml and *.yml files are one model; deeper directories are not read.</param>
    public static TopologyResult Load(string path)
    {
        var bag = new DiagnosticBag();
        var files = SourceFiles.Read(path, bag);
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
        if (files.Count == 0)
        {
            bag.Add(SyntaxRules.NoFiles, new(new("topology", ""), 0, 0), "there is no topology file");
        }

        if (bag.HasErrors || !SizesAreFine(files, bag))
        {
            return null;
        }

        var budget = new NodeBudget();
        var roots = files.Select(f => ReadRoot(f, budget, bag)).OfType<MappingNode>().ToList();

        // With a file missing, everything that refers to it would be one more mistake.
        if (roots.Count < files.Count)
        {
            return null;
        }

        var merged = Merging.Merge(roots, bag);
        var topology = TopologyBinder.Bind(merged, bag);
        if (!bag.Overflowed)
        {
            AllChecks.Run(topology, new(merged), bag);
        }

        return topology;
    }

    private static MappingNode? ReadRoot(TopologyFile file, NodeBudget budget, DiagnosticBag bag)
    {
        if (Decoding.Decode(file.Name, file.Bytes.Span, bag) is not { } source)
        {
            return null;
        }

        var node = new TreeReader(source, bag, budget).Read();
        if (node is not null and not MappingNode)
        {
            bag.Add(
                BindingRules.NotAMapping,
                node.At,
                "a topology file is a mapping",
                "Start with a section, such as 'cluster: NAME'."
            );
        }

        return node as MappingNode;
    }

    private static bool SizesAreFine(IReadOnlyList<TopologyFile> files, DiagnosticBag bag)
    {
        long total = 0;
        foreach (var file in files)
        {
            total += file.Bytes.Length;
            if (file.Bytes.Length > Limits.FileBytes)
            {
                Refuse(
                    SyntaxRules.FileTooLarge,
                    file,
                    $"the file has more than {Limits.FileBytes >> 20} MiB",
                    "Split it; all files of the directory are merged."
                );
            }
            else if (total > Limits.TotalBytes)
            {
                Refuse(
                    SyntaxRules.TooLargeInAll,
                    file,
                    $"the files up to this one have more than {Limits.TotalBytes >> 20} MiB",
                    "Is this the right directory?"
                );
                break;
            }
        }

        return !bag.HasErrors;

        void Refuse(Rule rule, TopologyFile file, string message, string help) =>
            bag.Add(rule, new(new(file.Name, ""), 0, 0), message, help);
    }
}

/// <summary>The bytes of one topology file and the name under which diagnostics cite it.</summary>
public sealed record TopologyFile(string Name, ReadOnlyMemory<byte> Bytes);
