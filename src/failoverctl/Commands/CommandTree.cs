using System.CommandLine;
using System.CommandLine.Parsing;
using FailoverCtl.CommandLine.Output;

namespace FailoverCtl.CommandLine.Commands;

/// <summary>All commands, in the order in which the help shows them.</summary>
internal static class CommandTree
{
    public static RootCommand Build(Surroundings world)
    {
        var common = new CommonOptions();
        var root = new RootCommand(
            "Operate FailoverCtl: see where traffic goes and why, drain sites, stop automation.\n"
                + "Exit codes: 0 fine, 1 error, 2 differences (only if asked), 3 degraded, 4 refused, 64 usage, 69 store unreachable, "
                + "124 wait timed out, 130 interrupted."
        )
        {
            StatusCommand.Create(common, world),
            GetCommand.Create(common, world),
            DescribeCommand.Create(common, world),
            ExplainCommand.Create(common, world),
            EventsCommand.Create(common, world),
            DrainCommand.Create(common, world),
            UndrainCommand.Create(common, world),
            HoldCommand.Create(common, world),
            ReleaseCommand.Create(common, world),
            AckCommand.Create(common, world),
            ApproveCommand.Create(common, world),
            PlanCommand.Create(common, world),
            DiffCommand.Create(common, world),
            ApplyCommand.Create(common, world),
            ValidateCommand.Create(world),
            InitCommand.Create(common, world),
            RecoverCommand.Create(common, world),
            CheckCommand.Create(common, world),
            SimulateCommand.Create(common, world),
            AclCommand.Create(common, world),
            CompletionCommand.Create(world),
            VersionCommand.Create(world),
        };
        common.AddTo(root);
        foreach (var command in root.Subcommands)
        {
            common.Limit(command, FormsOf(command.Name));
        }

        foreach (var argument in root.Subcommands.SelectMany(c => c.Arguments))
        {
            argument.Validators.Add(RefuseOptions);
        }

        return root;
    }

    private static OutputForm[] FormsOf(string command) =>
        command switch
        {
            "get" => [OutputForm.Text, OutputForm.Wide, OutputForm.Name, OutputForm.Json, OutputForm.Yaml],
            // One document each; the others print streams, or what only scripts of their own read.
            "status" or "describe" or "explain" or "plan" or "diff" =>
            [
                OutputForm.Text,
                OutputForm.Json,
                OutputForm.Yaml,
            ],
            _ => [OutputForm.Text, OutputForm.Json],
        };

    /// <summary>The parser takes a misspelt option for an argument where there is room for one.</summary>
    private static void RefuseOptions(ArgumentResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (token.Value.StartsWith('-'))
            {
                result.AddError($"there is no option {token.Value}");
            }
        }
    }
}
