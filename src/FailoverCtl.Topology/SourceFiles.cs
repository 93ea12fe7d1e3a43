using System.Security;
using FailoverCtl.TopologyFiles.Diagnostics;
using FailoverCtl.TopologyFiles.Syntax;

namespace FailoverCtl.TopologyFiles;

/// <summary>The files of a topology, each read once and in full: what is validated is what was read (F-46).</summary>
internal static class SourceFiles
{
    /// <summary>Most files fit into one read.</summary>
    private const int FirstRead = 64 * 1024;

    public static IReadOnlyList<TopologyFile> Read(string path, DiagnosticBag bag)
    {
        var files = new List<TopologyFile>();
        long total = 0;
        foreach (var name in Names(path, bag))
        {
            var bytes = ReadBounded(name, bag);
            files.Add(new(name, bytes));

            // The loader refuses what is too large; here it is only not read further.
            total += bytes.Length;
            if (total > Limits.TotalBytes)
            {
                break;
            }
        }

        return files;
    }

    private static IReadOnlyList<string> Names(string path, DiagnosticBag bag)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        List<string> names = [];
        try
        {
            names =
            [
                .. Directory
                    .EnumerateFiles(path)
                    .Where(f => Path.GetExtension(f) is ".yaml" or ".yml" && !Path.GetFileName(f).StartsWith('.'))
                    .Take(Limits.Files + 1)
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (DirectoryNotFoundException)
        {
            bag.Add(
                SyntaxRules.NoFiles,
                NoPlace(path),
                "there is no such file or directory",
                "Give a directory with *.yaml files."
            );
            return names;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException)
        {
            bag.Add(
                SyntaxRules.Unreadable,
                NoPlace(path),
                $"the directory cannot be read: {Quoting.Printable(e.Message)}"
            );
            return names;
        }

        if (names.Count == 0)
        {
            bag.Add(
                SyntaxRules.NoFiles,
                NoPlace(path),
                "the directory holds no *.yaml file",
                "Deeper directories are not read."
            );
        }
        else if (names.Count > Limits.Files)
        {
            bag.Add(
                SyntaxRules.TooLargeInAll,
                NoPlace(path),
                $"the directory holds more than {Limits.Files} files",
                "Is this the right directory?"
            );
            return [];
        }

        return names;
    }

    /// <summary>Never more than a byte beyond the limit, whatever size the file claims.</summary>
    private static ReadOnlyMemory<byte> ReadBounded(string name, DiagnosticBag bag)
    {
        try
        {
            using var stream = new FileStream(
                name,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            var buffer = new byte[FirstRead];
            var filled = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            while (filled == buffer.Length && filled <= Limits.FileBytes)
            {
                Array.Resize(ref buffer, Math.Min(2 * buffer.Length, Limits.FileBytes + 1));
                var rest = buffer.AsSpan(filled);
                filled += stream.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false);
            }

            return buffer.AsMemory(0, filled);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException)
        {
            bag.Add(SyntaxRules.Unreadable, NoPlace(name), $"the file cannot be read: {Quoting.Printable(e.Message)}");
        }

        return default;
    }

    private static Position NoPlace(string name) => new(new(name, ""), 0, 0);
}
