using System.CommandLine;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using FailoverCtl.TopologyFiles;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.CommandLine.Commands;

internal static class InitCommand
{
    public static Command Create(CommonOptions common, Surroundings world)
    {
        var directory = new Argument<string>("dir") { HelpName = "DIR", Description = "A directory, or one file" };
        var command = new Command("init", "Make a new cluster in the store: everything as declared is epoch 1")
        {
            directory,
        };
        command.SetAction(
            (parsed, cancel) =>
            {
                var result = TopologyLoader.Load(parsed.GetRequiredValue(directory));
                world.Error.Write(DiagnosticText.Render(result.Diagnostics));
                if (result.Topology is not { } topology)
                {
                    return Task.FromResult(
                        world.Fail(Exit.Error, $"nothing was made: {ValidateCommand.Summary(result)}")
                    );
                }

                if (parsed.GetValue(common.Cluster) is { } given && given != topology.Cluster)
                {
                    return Task.FromResult(
                        world.Fail(Exit.Usage, $"--cluster says {given}, the files say cluster: {topology.Cluster}")
                    );
                }

                return Session.RunAsync(
                    parsed,
                    common,
                    world,
                    topology.Cluster,
                    (session, token) => RunAsync(session, result, topology, token),
                    cancel
                );
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Session session,
        TopologyResult result,
        Topology topology,
        CancellationToken cancellationToken
    )
    {
        var world = session.World;
        var proposal = world.NewId();
        var problem = await Initialisation.RunAsync(session.Documents, topology, proposal, cancellationToken);
        if (problem is not null)
        {
            // A commit without an answer may have been made all the same: only a read tells.
            var found = await session.Documents.ReadLedgerAsync(ReadMode.Consistent, cancellationToken);
            switch (found)
            {
                case Found<LedgerEntry>.Here(var entry, _) when entry.Proposal == proposal:
                    break;
                case Found<LedgerEntry>.Unavailable:
                    return world.Fail(Exit.Unreachable, problem);
                default:
                    return world.Fail(Exit.Refused, problem);
            }
        }

        await world.Out.WriteAsync(
            $"""
            {ValidateCommand.Summary(result)}
            epoch 1 is in force: everything as declared, mode {Words.Of(topology.Policy.Mode)} ({Words.Meaning(
                topology.Policy.Mode
            )})
            next: start failoverd on each machine, then
              failoverctl status --cluster {topology.Cluster}

            """
        );
        return Exit.Fine;
    }
}
