using System.Runtime.CompilerServices;
using Xunit;

namespace FailoverCtl.Tests.Core.TopologyFiles;

/// <summary>Texts that are kept in files; FAILOVERCTL_RECORD=1 writes them anew, to be read in the diff.</summary>
internal static class Golden
{
    private static bool Recording => Environment.GetEnvironmentVariable("FAILOVERCTL_RECORD") == "1";

    public static string Repository { get; } = FindRepository();

    public static void Verify(string file, string actual)
    {
        if (Recording)
        {
            File.WriteAllText(file, actual);
            return;
        }

        Assert.True(File.Exists(file), $"{file} is missing: run once with FAILOVERCTL_RECORD=1");
        Assert.Equal(File.ReadAllText(file), actual);
    }

    private static string FindRepository([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
