using System.CommandLine;
using System.Text.Json;
using FailoverCtl.Daemon.Sandbox;
using FailoverCtl.TopologyFiles;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.Daemon.Commands;

// The name is also that of a namespace nearer than the type.
using Topology = FailoverCtl.Domain.Topology.Topology;

/// <summary><c>failoverd sandbox</c>: a world on loopback, to watch and to break.</summary>
internal static class SandboxCommand
{
    private const int DefaultStorePort = 8599;

    public static Command Create()
    {
        var topology = new Option<string>("--topology")
        {
            Description = "A directory of topology files whose addresses are all loopback.",
            DefaultValueFactory = static _ => Path.Combine(AppContext.BaseDirectory, "topology", "minimal"),
        };
        var port = new Option<int>("--store-port")
        {
            Description = "Loopback port of the embedded store.",
            DefaultValueFactory = static _ => DefaultStorePort,
        };
        var state = new Option<string?>("--state-dir")
        {
            Description = "Kept after the end; otherwise a temporary one is removed.",
        };
        var once = new Option<bool>("--once") { Description = "Lose one site, measure, print, end." };
        var lose = new Option<string?>("--lose") { Description = "With --once: a site, or author." };
        var hang = new Option<bool>("--hang")
        {
            Description = "With --once: stop the site's processes instead of killing them.",
        };
        var output = new Option<string>("-o")
        {
            Description = "text or json",
            DefaultValueFactory = static _ => "text",
        };
        output.AcceptOnlyFromAmong("text", "json");
        var command = new Command(
            "sandbox",
            "Three sites as real processes on loopback, an embedded store, and a live view."
        )
        {
            topology,
            port,
            state,
            once,
            lose,
            hang,
            output,
        };
        command.SetAction(
            (parsed, cancel) =>
                RunAsync(
                    parsed.GetValue(topology)!,
                    parsed.GetValue(state),
                    parsed.GetValue(port),
                    parsed.GetValue(once) ? new Loss(parsed.GetValue(lose) ?? "author", parsed.GetValue(hang)) : null,
                    parsed.GetValue(output) == "json",
                    cancel
                )
        );
        foreach (var verb in new[] { "kill", "hang", "revive" })
        {
            command.Subcommands.Add(SandboxSignalCommand.Create(verb, port));
        }

        return command;
    }

    private static async Task<int> RunAsync(
        string topologyDirectory,
        string? stateDirectory,
        int port,
        Loss? loss,
        bool json,
        CancellationToken cancel
    )
    {
        if (Load(topologyDirectory) is not { } topology)
        {
            return ExitCodes.Error;
        }

        var directory = stateDirectory ?? Directory.CreateTempSubdirectory("failoverd-sandbox-").FullName;
        try
        {
            await using var world = SandboxWorld.Start(new(directory, port, SandboxOptions.OwnProgram), topology);
            return loss is { } asked
                ? await TryOnceAsync(world, asked, json, cancel)
                : await new SandboxView(world).RunAsync(cancel);
        }
        catch (SandboxException e)
        {
            await Console.Error.WriteLineAsync($"sandbox: {e.Message}");
            stateDirectory ??= directory;
            return ExitCodes.Error;
        }
        finally
        {
            if (stateDirectory is null)
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    private static Topology? Load(string directory)
    {
        var result = TopologyLoader.Load(directory);
        foreach (var diagnostic in result.Diagnostics)
        {
            Console.Error.Write(DiagnosticText.Render(diagnostic));
        }

        return result.Topology;
    }

    private static async Task<int> TryOnceAsync(SandboxWorld world, Loss loss, bool json, CancellationToken cancel)
    {
        var phase = TimeSpan.FromMilliseconds(System.Security.Cryptography.RandomNumberGenerator.GetInt32(1_000));
        var result = await new Trial(world).RunAsync(loss.Site, loss.Hang, phase, cancel);
        Console.WriteLine(json ? JsonSerializer.Serialize(result, SandboxJson.Default.TrialResult) : Describe(result));
        return result.Recovered ? ExitCodes.Fine : ExitCodes.Error;
    }

    private static string Describe(TrialResult result) =>
        $"""
            lost            {result.Lost}{(result.AuthorLost ? ", with the author of the epoch in force" : "")}
            suspected       {Time(result.SuspectedMs)}
            committed       {Time(result.CommittedMs)}, epoch {result.Epoch}
            answers clean   {Time(
                result.AnswersCleanMs
            )} after the signal, asked {result.QueriesPerSecond} times/s and server
            empty answers   {result.EmptyAnswers}
            wrong answers   {result.WrongAnswers} after the first clean second
            """;

    private static string Time(long? milliseconds) => milliseconds is { } known ? $"{known} ms" : "never";

    private sealed record Loss(string Site, bool Hang);
}
