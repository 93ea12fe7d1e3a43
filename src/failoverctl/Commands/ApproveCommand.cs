using System.CommandLine;
using FailoverCtl.CommandLine.Asking;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.CommandLine.Commands;

internal static class ApproveCommand
{
    public static Command Create(CommonOptions common, Surroundings world)
    {
        var plan = new Argument<string>("plan") { HelpName = "PLAN-ID" };
        var options = new AskOptions();
        options.Reason.Required = false;
        var command = new Command("approve", "Let a plan run that waits in mode propose") { plan };
        options.AddTo(command, overridable: false);
        command.SetAction(
            (parsed, cancel) =>
                Session.RunAsync(
                    parsed,
                    common,
                    world,
                    null,
                    (session, token) =>
                        new Question(
                            IntentKind.Approve,
                            parsed.GetRequiredValue(plan),
                            parsed.GetRequiredValue(plan),
                            $"This lets plan {parsed.GetRequiredValue(plan)} of cluster {session.Cluster} run."
                        ).AskAsync(session, parsed, options, token),
                    cancel
                )
        );
        return command;
    }
}
