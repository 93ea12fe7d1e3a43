using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Journal;

namespace FailoverCtl.Control.Journal;

/// <summary>The files of one journal: named by the sequence of their first line, so that rotation renames nothing.</summary>
public static class JournalFiles
{
    private const string Suffix = ".jsonl";
    private const int Digits = 19;

    internal static string Path(JournalOptions options, long firstSequence) =>
        System.IO.Path.Combine(options.Directory, $"{options.Name}.{firstSequence:D19}{Suffix}");

    /// <summary>Paths of the files of one journal, oldest first.</summary>
    public static IReadOnlyList<string> Of(string directory, string name) =>
        [
            .. System
                .IO.Directory.EnumerateFiles(directory, $"{name}.*{Suffix}")
                .Where(p => NameOf(p) == name)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Reads journals from their files, in any order; files of one journal are chained to each other.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static EquatableArray<LoadedJournal> Load(IEnumerable<string> paths) =>
        paths
            .GroupBy(p => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(p) ?? "", NameOf(p)))
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(Load)
            .ToEquatableArray();

    /// <summary>All bytes of a file that another process may be appending to.</summary>
    internal static byte[] Bytes(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[RandomAccess.GetLength(handle)];
        var read = 0;
        while (read < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(read), read) is > 0 and var more)
        {
            read += more;
        }

        return bytes[..read];
    }

    private static LoadedJournal Load(IGrouping<string, string> files)
    {
        var lines = new List<JournalLine>();
        JournalTip? tip = null;
        var paths = files.Order(StringComparer.Ordinal).ToArray();
        foreach (var path in paths)
        {
            var reading = JournalChain.Read(Bytes(path), tip);
            lines.AddRange(reading.Lines);
            tip = reading.Tip;
            // A torn end in the middle is what a failed write left behind: the next file continues the lines that count.
            if (reading.Fault is { } fault && !(fault.Kind == JournalFaultKind.Torn && path != paths[^1]))
            {
                return new(System.IO.Path.GetFileName(files.Key), lines.ToEquatableArray(), fault, path);
            }
        }

        return new(System.IO.Path.GetFileName(files.Key), lines.ToEquatableArray(), null, null);
    }

    /// <summary>The journal's name: the file's name without the number and the suffix, if it has them.</summary>
    private static string NameOf(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        var end = name.Length - Suffix.Length - Digits - 1;
        return end > 0 && name[end] == '.' && name[(end + 1)..^Suffix.Length].All(char.IsAsciiDigit)
            ? name[..end]
            : name;
    }
}

/// <param name="Fault">What ended the reading before the end; null when all of it is good.</param>
/// <param name="FaultIn">Path of the file that has the fault.</param>
public sealed record LoadedJournal(
    string Name,
    EquatableArray<JournalLine> Lines,
    JournalFault? Fault,
    string? FaultIn
);
