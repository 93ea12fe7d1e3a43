using System.CommandLine;

namespace FailoverCtl.CommandLine.Asking;

/// <summary>Options of every command that asks controllers for something.</summary>
internal sealed class AskOptions
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    public Option<string> Reason { get; } =
        new("--reason")
        {
            HelpName = "TEXT",
            Description = "Why; everybody sees it",
            Required = true,
        };

    public Option<string[]> Overrides { get; } =
        new("--override")
        {
            HelpName = "GUARD",
            Description = "Let this guard pass, such as capacity; may stand several times",
            Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => [],
        };

    public Option<bool> Yes { get; } = new("--yes", "-y") { Description = "Do not ask" };

    public Option<bool> Wait { get; } =
        new("--wait") { Description = "Wait until it is done or refused (the default)" };

    public Option<bool> NoWait { get; } = new("--no-wait") { Description = "Print the intent's id and go" };

    public Option<TimeSpan?> Timeout { get; } =
        new("--timeout")
        {
            HelpName = "DURATION",
            Description = "How long to wait, such as 90s or 5m (60s if not given)",
            CustomParser = result => DurationText.Parse(result, TimeSpan.FromMilliseconds(1)),
        };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Print the intent and write nothing" };

    /// <param name="overridable">A guard may refuse what this command asks.</param>
    public void AddTo(Command command, bool overridable)
    {
        command.Add(Reason);
        if (overridable)
        {
            command.Add(Overrides);
        }

        command.Add(Yes);
        command.Add(Wait);
        command.Add(NoWait);
        command.Add(Timeout);
        command.Add(DryRun);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Wait) is { Implicit: false } && result.GetResult(NoWait) is { Implicit: false })
            {
                result.AddError("--wait and --no-wait exclude each other");
            }

            if (result.GetResult(Reason) is { Implicit: false } && string.IsNullOrWhiteSpace(result.GetValue(Reason)))
            {
                result.AddError("--reason is empty: say why, everybody sees it");
            }
        });
    }
}
