using System.CommandLine;
using FailoverCtl.CommandLine.Asking;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;

namespace FailoverCtl.CommandLine.Commands;

/// <summary>Ends holds directly, and a freeze by an intent: only controllers clear latches.</summary>
internal static class ReleaseCommand
{
    public static Command Create(CommonOptions common, Surroundings world)
    {
        var what = new Argument<string>("what")
        {
            HelpName = "HOLD-ID|SCOPE|freeze",
            Description = "One hold, all holds of a scope, or the freeze after a correlated failure",
        };
        var options = new AskOptions();
        options.Reason.Required = false;
        var command = new Command("release", "End a hold or a freeze: automation may act again") { what };
        options.AddTo(command, overridable: false);
        command.SetAction(
            (parsed, cancel) =>
                Session.RunAsync(
                    parsed,
                    common,
                    world,
                    null,
                    (session, token) =>
                        parsed.GetRequiredValue(what) is "freeze"
                            ? new Question(
                                IntentKind.Release,
                                "freeze",
                                "freeze",
                                $"This ends the freeze of cluster {session.Cluster}: automation may drain sites again."
                            ).AskAsync(session, parsed, options, token)
                            : ReleaseAsync(session, parsed, options, parsed.GetRequiredValue(what), token),
                    cancel
                )
        );
        return command;
    }

    private static async Task<int> ReleaseAsync(
        Session session,
        ParseResult parsed,
        AskOptions options,
        string what,
        CancellationToken cancellationToken
    )
    {
        var world = session.World;
        var found = await session.Documents.ReadHoldsAsync(ReadMode.Consistent, cancellationToken);
        if (found is not Found<Holds>.Here(var holds, _))
        {
            return session.Fail(found);
        }

        var meant = holds.Items.Where(h => Means(what, h)).ToArray();
        if (meant.Length == 0)
        {
            var known = holds.Items.IsEmpty
                ? "nothing is held"
                : $"held: {string.Join(", ", holds.Items.Select(h => $"{h.Scope} ({h.Id})"))}";
            return world.Fail(Exit.Error, $"no hold is called \"{what}\" or has that scope; {known}");
        }

        if (meant.Select(h => h.Scope).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            return world.Fail(
                Exit.Usage,
                $"\"{what}\" means {string.Join(" and ", meant.Select(h => $"{h.Scope} ({h.Id})"))}: write which"
            );
        }

        var list = string.Join("; ", meant.Select(h => $"{h.Scope} ({h.Id}) by {h.By}: {h.Reason}"));
        if (parsed.GetValue(options.DryRun))
        {
            await world.Out.WriteLineAsync(Page.Clean($"would release {list}"));
            return Exit.Fine;
        }

        if (Confirmation.Refused(world, parsed.GetValue(options.Yes), $"This releases {list}.") is { } exit)
        {
            return exit;
        }

        var ids = meant.Select(h => h.Id).ToHashSet(StringComparer.Ordinal);
        var failed = await HoldsChange.RunAsync(
            session,
            h => h with { Items = [.. h.Items.Where(i => !ids.Contains(i.Id))] },
            h => !h.Items.Any(i => ids.Contains(i.Id)),
            cancellationToken
        );
        if (failed is null)
        {
            await world.Out.WriteLineAsync(Page.Clean($"released {string.Join(", ", meant.Select(h => h.Id))}"));
        }

        return failed ?? Exit.Fine;
    }

    /// <summary>Holds may name a site that the topology no longer has: what they say themselves counts.</summary>
    private static bool Means(string what, Hold hold) =>
        hold.Id == what || hold.Scope == what || hold.Scope == $"site:{what}" || hold.Scope == $"service:{what}";
}
