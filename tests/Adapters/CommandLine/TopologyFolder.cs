namespace FailoverCtl.Tests.Adapters.CommandLine;

/// <summary>The minimal topology in a directory of its own, as a test wants it.</summary>
internal sealed class TopologyFolder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("failoverctl-");

    public TopologyFolder(Func<string, string>? change = null) =>
        File.WriteAllText(
            System.IO.Path.Combine(Path, "topology.yaml"),
            (change ?? (t => t))(File.ReadAllText(System.IO.Path.Combine(CommandRig.Minimal, "topology.yaml")))
        );

    public string Path => _directory.FullName;

    /// <summary>Another split of one service; nothing is removed.</summary>
    public static TopologyFolder Reweighted() =>
        new(t => t.Replace("rbx: { weight: 2,", "rbx: { weight: 3,", StringComparison.Ordinal));

    /// <summary>A live site is gone from it.</summary>
    public static TopologyFolder WithoutSbg() =>
        new(t => string.Join('\n', t.Split('\n').Where(l => !l.Contains("sbg", StringComparison.Ordinal))));

    public void Dispose() => _directory.Delete(recursive: true);
}
