using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.CommandLine.Topologies;
using FailoverCtl.Decision.Outlook;
using FailoverCtl.Decision.Planning;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.CommandLine.Commands;

/// <summary>What would be done on the loss of sites, by the controllers' own machine: from files, or from what is in force.</summary>
internal static class PlanCommand
{
    public static Command Create(CommonOptions common, Surroundings world)
    {
        var lose = new Option<string>("--lose")
        {
            HelpName = "NAME[,NAME]",
            Description = "What is lost at the same moment: sites, or all that lie in a location or domain",
            Required = true,
        };
        var at = new Option<DateTimeOffset?>("--at")
        {
            HelpName = "TIME",
            Description = "With the demand of this moment, such as 2021-04-06T08:00+02:00",
            CustomParser = Time,
        };
        var directory = new Argument<string?>("dir")
        {
            HelpName = "DIR",
            Description = "Topology files, as declared; without, the topology and the steering in force",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command(
            "plan",
            "Say what would be done if sites were lost (exit 3: something would go unserved)"
        )
        {
            lose,
            at,
            directory,
        };
        command.SetAction(
            (parsed, cancel) =>
            {
                var sites = parsed.GetRequiredValue(lose);
                var time = parsed.GetValue(at);
                if (parsed.GetValue(directory) is not { } path)
                {
                    return Session.RunAsync(
                        parsed,
                        common,
                        world,
                        null,
                        (session, token) => InForceAsync(session, sites, time, token),
                        cancel
                    );
                }

                var (topology, exit) = FilesOnDisk.Read(path, parsed, common, world);
                return Task.FromResult(
                    topology is null
                        ? exit
                        : Show(
                            world,
                            common.Form(parsed),
                            topology,
                            AsDeclared.Of(topology),
                            new(topology.Cluster, 1, []),
                            sites,
                            time,
                            $"{path} as declared"
                        )
                );
            }
        );
        return command;
    }

    private static async Task<int> InForceAsync(
        Session session,
        string sites,
        DateTimeOffset? at,
        CancellationToken cancellationToken
    )
    {
        var (snapshot, ledger) = await SnapshotReader.ReadAsync(session.Documents, cancellationToken);
        if (snapshot is null)
        {
            return session.Fail(ledger);
        }

        if (snapshot is not { Topology: { } topology, Holds: { } holds })
        {
            return session.World.Fail(
                Exit.Error,
                $"what is in force cannot be read: {string.Join("; ", snapshot.Problems)}"
            );
        }

        var entry = snapshot.Ledger with
        {
            Latches = LatchClock.After(snapshot.Ledger.Latches, snapshot.EpochAgeMilliseconds ?? 0),
        };
        return Show(session.World, session.Form, topology, entry, holds, sites, at, $"from epoch {entry.Epoch}");
    }

    private static int Show(
        Surroundings world,
        OutputForm form,
        Topology topology,
        LedgerEntry entry,
        Holds holds,
        string sites,
        DateTimeOffset? at,
        string from
    )
    {
        var names = sites.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var unknown = names.Where(n => LossScope.Sites(topology, n).Count == 0).ToArray();
        if (names.Length == 0)
        {
            return world.Fail(Exit.Usage, "--lose names no site");
        }

        if (unknown.Length > 0)
        {
            return unknown.Aggregate(Exit.Usage, (_, n) => world.Fail(Exit.Usage, Unknown(n, topology)));
        }

        var lost = names.SelectMany(n => LossScope.Sites(topology, n)).Distinct().Order().ToEquatableArray();
        var outlook = LossRehearsal.Run(DemandAt.Of(topology, at), entry, holds, lost);
        var demand = DemandAt.Describe(at);
        world.Out.Write(
            form switch
            {
                OutputForm.Json => LossJson.Render(outlook, demand),
                OutputForm.Yaml => YamlText.Of(LossJson.Render(outlook, demand)),
                _ => LossText.Render(outlook, from, demand, world.Colour),
            }
        );
        return outlook.Freeze is not null || outlook.Services.Any(s => s.UnservedPerSecond > 0)
            ? Exit.Degraded
            : Exit.Fine;
    }

    private static string Unknown(string name, Topology topology)
    {
        var names = LossScope.Names(topology);
        return $"there is no site or domain with sites \"{name}\". {Spelling.Hint(name, [.. names])}Known: {string.Join(", ", names)}";
    }

    /// <summary>A time without its offset would mean another moment on another machine.</summary>
    private static DateTimeOffset? Time(ArgumentResult result)
    {
        var text = result.Tokens is [{ Value: var value }] ? value : "";
        string[] forms =
        [
            "yyyy-MM-dd'T'HH:mmzzz",
            "yyyy-MM-dd'T'HH:mm:sszzz",
            "yyyy-MM-dd'T'HH:mm'Z'",
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
        ];
        if (
            DateTimeOffset.TryParseExact(
                text,
                forms,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var time
            )
        )
        {
            return time;
        }

        result.AddError($"\"{text}\" is no time: write it with its offset, such as 2021-04-06T08:00+02:00");
        return null;
    }
}
