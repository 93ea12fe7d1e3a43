using Xunit;

namespace FailoverCtl.Tests.Adapters.Dns;

/// <summary>Where real DNS servers of other makes are on this machine.</summary>
internal static class DnsPrograms
{
    private const string Missing =
        "there are no named, dig and knotd on this machine: put BIND (9.18 or newer) and Knot (3.2 or newer) on PATH, or run tests/get-dns";

    /// <returns>
    /// The command line that runs it. The test is skipped when there is none, or fails where servers are required.
    /// </returns>
    public static IReadOnlyList<string> Required(string program)
    {
        var command = Find(program);
        if (command is null && Environment.GetEnvironmentVariable("FAILOVERCTL_REQUIRE_SERVERS") == "1")
        {
            Assert.Fail($"FAILOVERCTL_REQUIRE_SERVERS=1, but {Missing}");
        }

        Assert.SkipWhen(command is null, Missing);
        return command!;
    }

    private static IReadOnlyList<string>? Find(string program)
    {
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Append("/usr/sbin")
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(File.Exists);
        return onPath is not null ? [onPath] : Unpacked(program);
    }

    /// <summary>What tests/get-dns unpacked brings the libraries that this machine lacks.</summary>
    private static IReadOnlyList<string>? Unpacked(string program)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var root = Path.Combine(at.FullName, "artifacts", "tools", "dns", "usr");
            var file = new[] { "sbin", "bin" }
                .Select(directory => Path.Combine(root, directory, program))
                .FirstOrDefault(File.Exists);
            if (file is not null)
            {
                var libraries = Directory.EnumerateDirectories(Path.Combine(root, "lib"), "*-linux-gnu*");
                return ["env", $"LD_LIBRARY_PATH={string.Join(':', libraries)}", file];
            }
        }

        return null;
    }
}
