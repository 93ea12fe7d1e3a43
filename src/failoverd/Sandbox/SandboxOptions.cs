namespace FailoverCtl.Daemon.Sandbox;

/// <summary>How the sandbox is set up.</summary>
/// <param name="StorePort">Loopback port of the embedded store, which failoverctl talks to.</param>
/// <param name="Program">The failoverd that the children run.</param>
internal sealed record SandboxOptions(string StateDirectory, int StorePort, string Program)
{
    /// <summary>This very program, however it was started.</summary>
    public static string OwnProgram =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) != "dotnet"
            ? path
            : typeof(SandboxOptions).Assembly.Location;
}
