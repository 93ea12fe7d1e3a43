using System.CommandLine;
using FailoverCtl.CommandLine.Asking;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Topologies;
using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.CommandLine.Commands;

/// <summary>Brings another topology into force: shown as a difference, written to the store, taken up by a controller.</summary>
internal static class ApplyCommand
{
    public static Command Create(CommonOptions common, Surroundings world)
    {
        var directory = new Argument<string?>("dir")
        {
            HelpName = "DIR",
            Description = "A directory, or one file",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var rollback = new Option<string?>("--rollback")
        {
            HelpName = "HASH",
            Description = "Bring back the topology before this one, or the one with this hash",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var options = new AskOptions();
        var command = new Command("apply", "Bring topology files into force, as an epoch of its own")
        {
            directory,
            rollback,
        };
        options.AddTo(command, overridable: true);
        command.Validators.Add(result =>
        {
            if (result.GetResult(rollback) is { Implicit: false } == result.GetValue(directory) is not null)
            {
                result.AddError("say what to apply: DIR, or --rollback");
            }
        });
        command.SetAction((parsed, cancel) => StartAsync(parsed, cancel));
        return command;

        Task<int> StartAsync(ParseResult parsed, CancellationToken cancel)
        {
            if (parsed.GetValue(directory) is not { } path)
            {
                var prefix = parsed.GetValue(rollback) ?? "";
                return Session.RunAsync(
                    parsed,
                    common,
                    world,
                    null,
                    (s, t) => RollBackAsync(s, prefix, parsed, t),
                    cancel
                );
            }

            var (topology, exit) = FilesOnDisk.Read(path, parsed, common, world);
            return topology is null
                ? Task.FromResult(exit)
                : Session.RunAsync(
                    parsed,
                    common,
                    world,
                    topology.Cluster,
                    (session, token) => RunAsync(session, topology, path, parsed, options, token),
                    cancel
                );
        }

        async Task<int> RollBackAsync(Session session, string prefix, ParseResult parsed, CancellationToken cancel)
        {
            var (topology, exit) = await Earlier.ReadAsync(session, prefix, cancel);
            return topology is null
                ? exit
                : await RunAsync(session, topology, $"--rollback {prefix}".TrimEnd(), parsed, options, cancel);
        }
    }

    private static async Task<int> RunAsync(
        Session session,
        Topology topology,
        string target,
        ParseResult parsed,
        AskOptions options,
        CancellationToken cancellationToken
    )
    {
        var world = session.World;
        var document = TopologyDocument.Write(topology);
        var question = new Question(
            IntentKind.Apply,
            IntentScope.OfTopology(document.Hash),
            target,
            $"This brings topology {document.Hash[..12]} of cluster {session.Cluster} into force."
        )
        {
            Prepare = token => PutAsync(session, document, token),
        };
        var intent = question.Intent(world, parsed, options);
        var (comparison, exit) = await Comparison.ReadAsync(session, topology, intent, cancellationToken);
        if (comparison is null)
        {
            return exit;
        }

        if (comparison.IsSame)
        {
            await world.Out.WriteLineAsync($"nothing to do: topology {document.Hash[..12]} is in force");
            return Exit.Fine;
        }

        await world.Error.WriteAsync(
            DifferenceText.Render(comparison.Changes, comparison.Outlook with { Findings = [] }, colour: false)
        );
        if (!comparison.Outlook.Findings.IsEmpty)
        {
            // The same guards as the controllers': what they would refuse now need not be asked.
            var refused = intent with
            {
                Outcome = new(IntentState.Refused, 0, comparison.Outlook.Findings),
            };
            await world.Error.WriteAsync(RefusalText.Render(refused, target, session.Cluster));
            return Exit.Refused;
        }

        return await question.AskAsync(session, parsed, options, cancellationToken);
    }

    private static async Task<int?> PutAsync(Session session, TopologyDocument document, CancellationToken cancel) =>
        await TopologyChunks.PutAsync(session.Documents, document, cancel) is { } failure
            ? session.World.Fail(Exit.Unreachable, $"{failure.Message} Nothing was asked.")
            : null;
}
