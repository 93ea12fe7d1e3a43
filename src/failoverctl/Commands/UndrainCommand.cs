using System.CommandLine;
using FailoverCtl.CommandLine.Asking;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.CommandLine.Commands;

internal static class UndrainCommand
{
    public static Command Create(CommonOptions common, Surroundings world)
    {
        var site = new Argument<string>("site") { HelpName = "SITE" };
        var options = new AskOptions();
        var command = new Command("undrain", "Let a site take its declared share again, step by step") { site };
        options.AddTo(command, overridable: true);
        command.SetAction(
            (parsed, cancel) => Session.RunAsync(parsed, common, world, null, (s, t) => RunAsync(s, parsed, t), cancel)
        );
        return command;

        async Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
        {
            var name = parsed.GetRequiredValue(site);
            var (scope, exit) = await ScopeName.SiteAsync(session, name, cancellationToken);
            return scope is null
                ? exit
                : await new Question(
                    IntentKind.Undrain,
                    scope,
                    name,
                    $"This brings traffic of cluster {session.Cluster} back to {name}."
                ).AskAsync(session, parsed, options, cancellationToken);
        }
    }
}
