using System.CommandLine;
using System.Runtime.InteropServices;
using FailoverCtl.CommandLine.Commands;

namespace FailoverCtl.CommandLine;

/// <summary>From arguments to an exit code.</summary>
public static class Entry
{
    public static async Task<int> RunOnTerminalAsync(string[] args)
    {
        using var interruption = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await RunAsync(args, Surroundings.OfProcess(), interruption.Token);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            interruption.Cancel();
        }
    }

    public static async Task<int> RunAsync(
        IReadOnlyList<string> args,
        Surroundings world,
        CancellationToken cancellationToken
    )
    {
        // A reason may begin with @: no response files.
        var parsed = CommandTree.Build(world).Parse(args, new() { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            return Misused(parsed, world);
        }

        var invocation = new InvocationConfiguration
        {
            Output = world.Out,
            Error = world.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return world.Fail(Exit.Interrupted, "interrupted");
        }
    }

    private static int Misused(ParseResult parsed, Surroundings world)
    {
        var command = parsed.CommandResult.Command;
        if (command is RootCommand)
        {
            var said = parsed.UnmatchedTokens is [var first, ..]
                ? $"there is no command \"{first}\". {Hint(first, command)}".TrimEnd()
                : "say what to do.";
            var known = string.Join(", ", command.Subcommands.Select(c => c.Name));
            world.Fail(Exit.Usage, $"{said} Commands: {known}");
        }
        else
        {
            foreach (var message in parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal))
            {
                world.Fail(Exit.Usage, OneLine(message));
            }
        }

        var path = command is RootCommand ? "failoverctl" : $"failoverctl {command.Name}";
        world.Error.WriteLine($"How it is used: {path} --help");
        return Exit.Usage;
    }

    private static string Hint(string word, Command root) =>
        TopologyFiles.Diagnostics.Spelling.Hint(word, root.Subcommands.Select(c => c.Name));

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
