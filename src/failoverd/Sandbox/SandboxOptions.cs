using System.Text.Json.Serialization;

namespace FailoverCtl.Daemon.Sandbox;

/// <summary>How the sandbox is set up.</summary>
/// <param name="StorePort">Loopback port of the sandbox's own API, and of the embedded store, which failoverctl talks to.</param>
/// <param name="Program">The failoverd that the children run.</param>
internal sealed record SandboxOptions(string StateDirectory, int StorePort, string Program)
{
    public StoreKind Store { get; init; } = StoreKind.Embedded;

    public NetworkKind Network { get; init; } = NetworkKind.Loopback;

    /// <summary>Added to every port of the world on loopback, so that several worlds run beside each other.</summary>
    public int PortShift { get; init; }

    /// <summary>This very program, however it was started.</summary>
    public static string OwnProgram =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) != "dotnet"
            ? path
            : typeof(SandboxOptions).Assembly.Location;
}

[JsonConverter(typeof(JsonStringEnumConverter<StoreKind>))]
internal enum StoreKind
{
    /// <summary>In the sandbox's own process, outside all sites.</summary>
    [JsonStringEnumMemberName("embedded")]
    Embedded,

    /// <summary>A real Consul server at each of three (or five) sites.</summary>
    [JsonStringEnumMemberName("consul")]
    Consul,
}

[JsonConverter(typeof(JsonStringEnumConverter<NetworkKind>))]
internal enum NetworkKind
{
    /// <summary>Namespaces for Consul where this process may make them, else loopback.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    [JsonStringEnumMemberName("loopback")]
    Loopback,

    /// <summary>A network namespace per site: needs root; links can be cut.</summary>
    [JsonStringEnumMemberName("namespaces")]
    Namespaces,
}
