namespace FailoverCtl.Daemon.Sandbox;

/// <summary>How the sandbox is set up.</summary>
/// <param name="StorePort">Loopback port of the embedded store, which failoverctl talks to.</param>
internal sealed record SandboxOptions(string TopologyDirectory, string StateDirectory, int StorePort);
