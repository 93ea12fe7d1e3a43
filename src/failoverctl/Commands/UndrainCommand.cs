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
        Completing.Sites(site, common, world);
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
            var (found, exit) = await ScopeName.SiteAsync(session, name, cancellationToken);
            return found is null
                ? exit
                : await new Question(
                    IntentKind.Undrain,
                    $"site:{found.Site}",
                    name,
                    $"This brings traffic of cluster {session.Cluster} back to {found.Site}."
                ).AskAsync(session, parsed, options, cancellationToken);
        }
    }
}
