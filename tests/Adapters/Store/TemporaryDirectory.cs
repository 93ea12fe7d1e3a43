namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>A directory that goes when the test goes.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("failoverctl-store-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A file that its owner alone can open, or others too.</summary>
    /// <returns>Where it lies.</returns>
    public string Secret(string name, string text, UnixFileMode others = UnixFileMode.None)
    {
        var file = File(name);
        System.IO.File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | others);
        }

        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
