using System.CommandLine;
using FailoverCtl.CommandLine.Commands;
using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.CommandLine.Topologies;

/// <summary>Topology files named on the command line.</summary>
internal static class FilesOnDisk
{
    /// <summary>What is wrong with them goes to standard error.</summary>
    /// <returns>Null and an exit code when they are not a topology, or that of another cluster.</returns>
    public static (Topology? Topology, int Exit) Read(
        string path,
        ParseResult parsed,
        CommonOptions common,
        Surroundings world
    )
    {
        var result = TopologyLoader.Load(path);
        world.Error.Write(DiagnosticText.Render(result.Diagnostics));
        if (result.Topology is not { } topology)
        {
            return (null, world.Fail(Exit.Error, $"nothing was changed: {ValidateCommand.Summary(result)}"));
        }

        var given = parsed.GetValue(common.Cluster) ?? world.Variable("FAILOVERCTL_CLUSTER");
        return given is { Length: > 0 } && given != topology.Cluster
            ? (null, world.Fail(Exit.Usage, $"cluster {given} is meant, the files say cluster: {topology.Cluster}"))
            : (topology, Exit.Fine);
    }
}
