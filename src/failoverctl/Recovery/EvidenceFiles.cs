using FailoverCtl.Control.Journal;

namespace FailoverCtl.CommandLine.Recovery;

/// <summary>Finds and reads the journals and DNS state files that the operator names.</summary>
internal static class EvidenceFiles
{
    /// <param name="paths">Files, and directories such as a state directory of failoverd.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static FileEvidence Load(IEnumerable<string> paths)
    {
        var files = paths.SelectMany(Files).Distinct(StringComparer.Ordinal).ToLookup(IsState);
        var evidence = FileEvidence.None;
        foreach (var state in files[true])
        {
            evidence = evidence.And(StateEvidence.Read(state));
        }

        foreach (var journal in JournalFiles.Load(files[false]))
        {
            evidence = evidence.And(JournalEvidence.Of(journal));
        }

        return evidence;
    }

    private static IEnumerable<string> Files(string path) =>
        !Directory.Exists(path) ? [path]
        : Directory
            .EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(f => IsState(f) || f.EndsWith(".jsonl", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToArray()
            is { Length: > 0 } found
            ? found
        : throw new FileNotFoundException($"no *.jsonl journal and no *.state file lies in {path}");

    private static bool IsState(string path) =>
        path.EndsWith(".state", StringComparison.Ordinal) || path.EndsWith(".state.behind", StringComparison.Ordinal);
}
