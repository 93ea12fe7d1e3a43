using System.CommandLine;
using System.Security.Cryptography;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Recovery;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Json;
using FailoverCtl.TopologyFiles;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.CommandLine.Commands;

/// <summary>After the store went back or lost the ledger: shows who knows what, and commits the next epoch (I-15).</summary>
internal static class RecoverCommand
{
    public static Command Create(CommonOptions common, Surroundings world)
    {
        var files = new Argument<string[]>("files")
        {
            HelpName = "JOURNAL|STATE...",
            Description = "Journals, DNS state files, or state directories of failoverd",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var options = new RecoverOptions();
        var command = new Command("recover", "Put a ledger back in force that the store has lost or set back")
        {
            files,
        };
        options.AddTo(command);
        command.SetAction(
            (parsed, cancel) =>
            {
                FileEvidence evidence;
                try
                {
                    evidence = EvidenceFiles.Load(parsed.GetValue(files) ?? []);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    return Task.FromResult(world.Fail(Exit.Error, $"nothing was done: {e.Message}"));
                }

                return RunAsync(parsed, common, world, options, evidence, cancel);
            }
        );
        return command;
    }

    private static Task<int> RunAsync(
        ParseResult parsed,
        CommonOptions common,
        Surroundings world,
        RecoverOptions options,
        FileEvidence evidence,
        CancellationToken cancellationToken
    )
    {
        // What was said outright comes first; a store that lost everything does not know its clusters any more.
        var said = parsed.GetValue(common.Cluster) ?? world.Variable("FAILOVERCTL_CLUSTER");
        TopologyDocument? declared = null;
        string? cluster = evidence.Cluster;
        if (parsed.GetValue(options.Topology) is { } directory)
        {
            var result = TopologyLoader.Load(directory);
            world.Error.Write(DiagnosticText.Render(result.Diagnostics.Where(d => d.IsError).ToEquatableArray()));
            if (result.Topology is not { } topology)
            {
                return Task.FromResult(world.Fail(Exit.Error, $"nothing was done: {ValidateCommand.Summary(result)}"));
            }

            if (!string.IsNullOrEmpty(said) && said != topology.Cluster)
            {
                return Task.FromResult(
                    world.Fail(Exit.Usage, $"cluster {said} is meant, the files say cluster: {topology.Cluster}")
                );
            }

            declared = TopologyDocument.Write(topology);
            cluster = topology.Cluster;
        }

        return Session.RunAsync(
            parsed,
            common,
            world,
            string.IsNullOrEmpty(said) ? cluster : null,
            (session, token) =>
                new RecoveryRun(session, evidence, declared, Asked(parsed, options, world)).RunAsync(token),
            cancellationToken
        );
    }

    private static RecoveryRun.Asked Asked(ParseResult parsed, RecoverOptions options, Surroundings world) =>
        new(
            new(
                world.Operator,
                parsed.GetValue(options.Reason) ?? "",
                $"recover-{world.NewId()}",
                $"h-{RandomNumberGenerator.GetHexString(6, lowercase: true)}",
                world.Time.GetUtcNow()
            ),
            parsed.GetValue(options.From),
            parsed.GetValue(options.Yes),
            parsed.GetValue(options.DryRun)
        );
}
