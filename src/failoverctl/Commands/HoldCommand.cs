using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using FailoverCtl.CommandLine.Asking;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.CommandLine.Commands;

/// <summary>The emergency stop: no prompt, no controller needed.</summary>
internal static class HoldCommand
{
    public static Command Create(CommonOptions common, Surroundings world)
    {
        var scope = new Argument<string>("scope")
        {
            HelpName = "SCOPE",
            Description = "all, site:ID, service:ID, or an ID that only one of them has",
        };
        Completing.Scopes(scope, common, world);
        var reason = new Option<string>("--reason")
        {
            HelpName = "TEXT",
            Description = "Why; everybody sees it",
            Required = true,
        };
        var command = new Command("hold", "Stop automation and plans at once, for everything, a site or a service")
        {
            scope,
            reason,
        };
        command.SetAction(
            (parsed, cancel) =>
                Session.RunAsync(
                    parsed,
                    common,
                    world,
                    null,
                    (session, token) =>
                        RunAsync(session, parsed.GetRequiredValue(scope), parsed.GetRequiredValue(reason), token),
                    cancel
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Session session,
        string name,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var (scope, exit) = await ScopeName.AnyAsync(session, name, cancellationToken);
        if (scope is null)
        {
            return exit;
        }

        var world = session.World;
        var id = $"h-{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
        var hold = new Hold(id, scope, world.Operator, reason, world.Time.GetUtcNow());
        var failed = await HoldsChange.RunAsync(
            session,
            holds => holds with { Items = holds.Items.Add(hold) },
            holds => holds.Items.Any(h => h.Id == id),
            cancellationToken
        );
        if (failed is { } code)
        {
            return code;
        }

        await world.Error.WriteLineAsync($"held: {scope}. To end it: failoverctl release {id}");
        await world.Out.WriteLineAsync(
            session.Json ? JsonSerializer.Serialize(hold, DomainJson.Default.Hold) : Page.Clean(id)
        );
        return Exit.Fine;
    }
}
