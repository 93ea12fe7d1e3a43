namespace FailoverCtl.Daemon.Sandbox.Consul;

/// <summary>Where a real Consul is on this machine.</summary>
internal static class ConsulProgram
{
    /// <summary>What to do when there is none.</summary>
    public const string Missing =
        "there is no consul on this machine: put one (1.8 or newer) on PATH, name it in FAILOVERCTL_CONSUL, or run tests/get-consul";

    /// <returns>FAILOVERCTL_CONSUL, else the consul on PATH, else what tests/get-consul unpacked; null: none.</returns>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable("FAILOVERCTL_CONSUL") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : null;
        }

        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, "consul"));
        return onPath.Concat(Unpacked()).FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> Unpacked()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            yield return Path.Combine(at.FullName, "artifacts", "tools", "consul");
        }
    }
}
