using System.CommandLine;

namespace FailoverCtl.CommandLine.Recovery;

/// <summary>Options of recover.</summary>
internal sealed class RecoverOptions
{
    public Option<string?> Topology { get; } =
        new("--topology")
        {
            HelpName = "DIR",
            Description =
                "The topology's files, where the store has lost them: for the DNS servers to ask, and to put back",
        };

    public Option<string?> From { get; } =
        new("--from")
        {
            HelpName = "EPOCH|PROPOSAL|declared",
            Description = "Whose steering and latches to take (the newest epoch that is known whole, if not given)",
        };

    public Option<string?> Reason { get; } =
        new("--reason") { HelpName = "TEXT", Description = "Why; everybody sees it" };

    public Option<bool> Yes { get; } = new("--yes", "-y") { Description = "Do not ask" };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Show everything and write nothing" };

    public void AddTo(Command command)
    {
        command.Add(Topology);
        command.Add(From);
        command.Add(Reason);
        command.Add(Yes);
        command.Add(DryRun);
        command.Validators.Add(result =>
        {
            if (!result.GetValue(DryRun) && string.IsNullOrWhiteSpace(result.GetValue(Reason)))
            {
                result.AddError("--reason is missing: say why, everybody sees it (or look first: --dry-run)");
            }
        });
    }
}
