using System.CommandLine;
using System.Text.Json;
using FailoverCtl.Daemon.Sandbox;
using FailoverCtl.TopologyFiles;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.Daemon.Commands;

using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary><c>failoverd sandbox</c>: a world on this machine, to watch and to break.</summary>
internal static class SandboxCommand
{
    public static Command Create()
    {
        var topology = new Option<string>("--topology")
        {
            Description = "A directory of topology files; on loopback all its addresses must be loopback.",
            DefaultValueFactory = static _ => Path.Combine(AppContext.BaseDirectory, "topology", "minimal"),
        };
        var store = Choice(
            "--store",
            "What coordinates: the embedded store, or a real Consul server per site.",
            StoreKind.Embedded
        );
        var network = Choice(
            "--network",
            "A network namespace per site (root), whose links can be cut; auto: so with Consul where it can be, else loopback.",
            NetworkKind.Auto
        );
        var port = SandboxRemote.StorePort();
        var shift = new Option<int>("--port-shift")
        {
            Description = "Added to every port of the world on loopback, so that several run beside each other.",
        };
        var state = new Option<string?>("--state-dir")
        {
            Description = "Kept after the end; otherwise a temporary one is removed.",
        };
        var once = new Option<bool>("--once") { Description = "Lose one site, measure, print, end." };
        var lose = new Option<string>("--lose")
        {
            Description = "With --once: a site, author, or with Consul leader (made the author's site as well).",
            DefaultValueFactory = static _ => Trial.Author,
        };
        var hang = new Option<bool>("--hang")
        {
            Description = "With --once: stop the site's processes instead of killing them.",
        };
        var cut = new Option<bool>("--cut")
        {
            Description = "With --once: take the site's link down (namespaces) and leave its processes alone.",
        };
        var noReflex = new Option<bool>("--no-reflex")
        {
            Description = "DNS servers wait for the ledger even while the store is silent (policy reflex: false).",
        };
        var output = new Option<string>("-o")
        {
            Description = "text or json",
            DefaultValueFactory = static _ => "text",
        };
        output.AcceptOnlyFromAmong("text", "json");
        var command = new Command("sandbox", "Sites as real processes on this machine, a store, and a live view.")
        {
            topology,
            store,
            network,
            port,
            shift,
            state,
            once,
            lose,
            hang,
            cut,
            noReflex,
            output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(hang) && result.GetValue(cut))
            {
                result.AddError("a site is lost in one way: --hang or --cut");
            }
        });
        command.SetAction(
            (parsed, cancel) =>
            {
                var kept = parsed.GetValue(state);
                var directory = kept ?? Directory.CreateTempSubdirectory("failoverd-sandbox-").FullName;
                var options = new SandboxOptions(directory, parsed.GetValue(port), SandboxOptions.OwnProgram)
                {
                    Store = Chosen<StoreKind>(parsed.GetValue(store)!),
                    Network = Chosen<NetworkKind>(parsed.GetValue(network)!),
                    PortShift = parsed.GetValue(shift),
                };
                var kind =
                    parsed.GetValue(cut) ? LossKind.Cut
                    : parsed.GetValue(hang) ? LossKind.Hang
                    : LossKind.Kill;
                var loss = new Loss(parsed.GetValue(lose)!, kind);
                var print = parsed.GetValue(output) == "json" ? (Func<TrialResult, string>)Json : Describe;
                return RunAsync(
                    Load(parsed.GetValue(topology)!, parsed.GetValue(noReflex) ? WithoutReflex : static t => t),
                    options,
                    kept is null ? directory : null,
                    parsed.GetValue(once)
                        ? world => TryOnceAsync(world, loss, print, cancel)
                        : world => new SandboxView(world).RunAsync(cancel),
                    cancel
                );
            }
        );
        command.Subcommands.Add(SandboxSignalCommand.Create("kill", "SIGKILL to every process of a site, or to one."));
        command.Subcommands.Add(SandboxSignalCommand.Create("hang", "SIGSTOP to every process of a site, or to one."));
        command.Subcommands.Add(
            SandboxSignalCommand.Create("revive", "Continues or starts again every process of a site, or one.")
        );
        command.Subcommands.Add(SandboxCutCommand.CreateCut());
        command.Subcommands.Add(SandboxCutCommand.CreateHeal());
        return command;
    }

    private static Option<string> Choice<T>(string name, string words, T byDefault)
        where T : struct, Enum
    {
        var option = new Option<string>(name)
        {
            Description = words,
            DefaultValueFactory = _ => byDefault.ToString().ToLowerInvariant(),
        };
        option.AcceptOnlyFromAmong([.. Enum.GetNames<T>().Select(n => n.ToLowerInvariant())]);
        return option;
    }

    private static T Chosen<T>(string word)
        where T : struct, Enum => Enum.Parse<T>(word, ignoreCase: true);

    /// <param name="temporary">Removed at a good end; after a failure someone will want to look.</param>
    private static async Task<int> RunAsync(
        Topology? topology,
        SandboxOptions options,
        string? temporary,
        Func<SandboxWorld, Task<int>> use,
        CancellationToken cancel
    )
    {
        try
        {
            if (topology is null)
            {
                return ExitCodes.Error;
            }

            await using var world = await SandboxWorld.StartAsync(options, topology, cancel);
            var exit = await use(world);
            if (exit != ExitCodes.Fine)
            {
                await Console.Error.WriteLineAsync($"sandbox: logs and journals are kept in {options.StateDirectory}");
                temporary = null;
            }

            return exit;
        }
        catch (SandboxException e)
        {
            await Console.Error.WriteLineAsync($"sandbox: {e.Message}");
            temporary = null;
            return ExitCodes.Error;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Ctrl-C before it was up, or in the middle of a trial.
            return ExitCodes.Error;
        }
        finally
        {
            if (temporary is not null)
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    private static Topology WithoutReflex(Topology topology) =>
        topology with
        {
            Policy = topology.Policy with { Reflex = false },
        };

    private static Topology? Load(string directory, Func<Topology, Topology> change)
    {
        var result = TopologyLoader.Load(directory);
        foreach (var diagnostic in result.Diagnostics)
        {
            Console.Error.Write(DiagnosticText.Render(diagnostic));
        }

        return result.Topology is { } topology ? change(topology) : null;
    }

    private static async Task<int> TryOnceAsync(
        SandboxWorld world,
        Loss loss,
        Func<TrialResult, string> print,
        CancellationToken cancel
    )
    {
        var phase = TimeSpan.FromMilliseconds(System.Security.Cryptography.RandomNumberGenerator.GetInt32(1_000));
        var result = await new Trial(world).RunAsync(loss.Site, loss.Kind, phase, cancel);
        Console.WriteLine(print(result));
        return result.Recovered ? ExitCodes.Fine : ExitCodes.Error;
    }

    private static string Json(TrialResult result) => JsonSerializer.Serialize(result, SandboxJson.Default.TrialResult);

    private static string Describe(TrialResult result) =>
        $"""
            lost            {result.Lost}{With(result)}
            suspected       {Time(result.SuspectedMs)}
            committed       {Time(result.CommittedMs)}, epoch {result.Epoch}
            answers clean   {Time(
                result.AnswersCleanMs
            )} after the signal, asked {result.QueriesPerSecond} times/s and server
            empty answers   {result.EmptyAnswers}
            wrong answers   {result.WrongAnswers} after the first clean second
            """;

    private static string With(TrialResult result) =>
        (result.LeaderLost ? ", with the Consul leader" : "")
        + (result.AuthorLost ? ", with the author of the epoch in force" : "");

    private static string Time(long? milliseconds) => milliseconds is { } known ? $"{known} ms" : "never";

    private sealed record Loss(string Site, LossKind Kind);
}
