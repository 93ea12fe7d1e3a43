using System.CommandLine;
using FailoverCtl.CommandLine.Asking;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.CommandLine.Commands;

/// <summary>Says that a person has looked at what failed together: the same intent as release freeze.</summary>
internal static class AckCommand
{
    public static Command Create(CommonOptions common, Surroundings world)
    {
        var what = new Argument<string>("what")
        {
            HelpName = "freeze",
            DefaultValueFactory = _ => "freeze",
        }.AcceptOnlyFromAmong("freeze");
        var options = new AskOptions();
        var command = new Command("ack", "Acknowledge a freeze: what failed together has been looked at") { what };
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
                            IntentKind.Release,
                            "freeze",
                            "freeze",
                            $"This ends the freeze of cluster {session.Cluster}: automation may drain sites again."
                        ).AskAsync(session, parsed, options, token),
                    cancel
                )
        );
        return command;
    }
}
