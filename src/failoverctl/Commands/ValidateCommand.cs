using System.CommandLine;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.TopologyFiles;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.CommandLine.Commands;

internal static class ValidateCommand
{
    public static Command Create(Surroundings world)
    {
        var directory = new Argument<string>("dir") { HelpName = "DIR", Description = "A directory, or one file" };
        var command = new Command("validate", "Check topology files and show everything that is wrong with them")
        {
            directory,
        };
        command.SetAction(parsed => Run(world, parsed.GetRequiredValue(directory)));
        return command;
    }

    private static int Run(Surroundings world, string directory)
    {
        var result = TopologyLoader.Load(directory);
        world.Out.Write(DiagnosticText.Render(result.Diagnostics));
        if (result.Diagnostics.Count > 0)
        {
            world.Out.WriteLine();
        }

        world.Out.WriteLine(Summary(result));
        return result.Topology is null ? Exit.Error : Exit.Fine;
    }

    public static string Summary(TopologyResult result)
    {
        var errors = result.Diagnostics.Count(d => d.IsError);
        var warnings = result.Diagnostics.Count - errors;
        var counts = $"{Words.Count(errors, "error")}, {Words.Count(warnings, "warning")}";
        return result.Topology is { } topology
            ? $"cluster {topology.Cluster}: {Words.Count(topology.Sites.Count, "site")}, "
                + $"{Words.Count(topology.Services.Count, "service")}, "
                + $"{Words.Count(topology.VantagePoints.Count, "agent")}, "
                + $"{Words.Count(topology.DnsServers.Count, "DNS server")}; {counts}"
            : counts;
    }
}
