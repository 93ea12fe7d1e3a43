using System.CommandLine;
using System.CommandLine.Parsing;

namespace FailoverCtl.CommandLine.Commands;

/// <summary>All commands, in the order in which the help shows them.</summary>
internal static class CommandTree
{
    public static RootCommand Build(Surroundings world)
    {
        var common = new CommonOptions();
        var root = new RootCommand(
            "Operate FailoverCtl: see where traffic goes and why, drain sites, stop automation.\n"
                + "Exit codes: 0 fine, 1 error, 3 degraded, 4 refused, 64 usage, 69 store unreachable, "
                + "124 wait timed out, 130 interrupted."
        )
        {
            StatusCommand.Create(common, world),
            ExplainCommand.Create(common, world),
            EventsCommand.Create(common, world),
            DrainCommand.Create(common, world),
            UndrainCommand.Create(common, world),
            HoldCommand.Create(common, world),
            ReleaseCommand.Create(common, world),
            ApproveCommand.Create(common, world),
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
        foreach (var argument in root.Subcommands.SelectMany(c => c.Arguments))
        {
            argument.Validators.Add(RefuseOptions);
        }

        return root;
    }

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
