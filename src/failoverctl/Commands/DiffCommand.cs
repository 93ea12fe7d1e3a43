using System.CommandLine;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Topologies;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Commands;

internal static class DiffCommand
{
    public static Command Create(CommonOptions common, Surroundings world)
    {
        var directory = new Argument<string>("dir") { HelpName = "DIR", Description = "A directory, or one file" };
        var detailed = new Option<bool>("--detailed-exitcode") { Description = "Exit 2 when there are differences" };
        var command = new Command("diff", "Compare topology files with the topology in force, and say what would move")
        {
            directory,
            detailed,
        };
        command.SetAction(
            (parsed, cancel) =>
            {
                var (topology, exit) = FilesOnDisk.Read(parsed.GetRequiredValue(directory), parsed, common, world);
                return topology is null
                    ? Task.FromResult(exit)
                    : Session.RunAsync(
                        parsed,
                        common,
                        world,
                        topology.Cluster,
                        (session, token) => RunAsync(session, topology, parsed.GetValue(detailed), token),
                        cancel
                    );
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Session session,
        Topology topology,
        bool detailed,
        CancellationToken cancellationToken
    )
    {
        var (comparison, exit) = await Comparison.ReadAsync(session, topology, Nobody, cancellationToken);
        if (comparison is null)
        {
            return exit;
        }

        await session.World.Out.WriteAsync(
            session.Json
                ? session.Document(
                    DifferenceJson.Render(
                        session.Cluster,
                        comparison.Ledger.TopologyHash,
                        comparison.Other.Hash,
                        comparison.Changes,
                        comparison.Outlook
                    )
                )
                : DifferenceText.Render(
                    comparison.Changes,
                    comparison.IsSame ? null : comparison.Outlook,
                    session.World.Colour
                )
        );
        return detailed && !comparison.IsSame ? Exit.Changes : Exit.Fine;
    }

    /// <summary>Somebody who asks without any override.</summary>
    private static Intent Nobody { get; } =
        new("diff", IntentKind.Apply, "", "", "diff", [], DateTimeOffset.UnixEpoch, IntentOutcome.Pending);
}
