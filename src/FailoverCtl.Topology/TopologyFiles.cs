using System.Security;
using FailoverCtl.Topology.Diagnostics;
using FailoverCtl.Topology.Syntax;

namespace FailoverCtl.Topology;

/// <summary>The files of a topology, each read once and in full: what is validated is what was read (F-46).</summary>
internal static class TopologyFiles
{
    public static IReadOnlyList<TopologyFile> Read(string path, DiagnosticBag bag)
    {
        var files = new List<TopologyFile>();
        long total = 0;
        foreach (var name in Names(path, bag))
        {
            var bytes = ReadBounded(name, bag);
            total += bytes.Length;
            if (total > Limits.TotalBytes)
            {
                bag.Add(
                    SyntaxRules.TooLargeInAll,
                    NoPlace(name),
                    $"the files up to this one have more than {Limits.TotalBytes / 1024 / 1024} MiB",
                    "Is this the right directory?"
                );
                break;
            }

            files.Add(new(name, bytes));
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
                    .Where(f => Path.GetExtension(f) is ".yaml" or ".yml")
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

    /// <summary>Never more than the limit, whatever size the file claims.</summary>
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
            var buffer = new byte[Math.Min(stream.CanSeek ? stream.Length : Limits.FileBytes, Limits.FileBytes) + 1];
            var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (read <= Limits.FileBytes)
            {
                return buffer.AsMemory(0, read);
            }

            bag.Add(
                SyntaxRules.FileTooLarge,
                NoPlace(name),
                $"the file has more than {Limits.FileBytes / 1024 / 1024} MiB",
                "Split it; all files of the directory are merged."
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException)
        {
            bag.Add(SyntaxRules.Unreadable, NoPlace(name), $"the file cannot be read: {Quoting.Printable(e.Message)}");
        }

        return default;
    }

    private static Position NoPlace(string name) => new(new(name, ""), 0, 0);
}
