using System.CommandLine;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Listings;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.CommandLine.Commands;

internal static class GetCommand
{
    public static Command Create(CommonOptions common, Surroundings world)
    {
        var kind = new Argument<string>("kind") { HelpName = "KIND", Description = string.Join(", ", Kind.Names) };
        kind.CompletionSources.Add(_ => Kind.Names.Select(n => new System.CommandLine.Completions.CompletionItem(n)));
        var ids = new Argument<string[]>("id") { HelpName = "ID...", Arity = ArgumentArity.ZeroOrMore };
        var watch = new Option<bool>("--watch", "-w") { Description = "Show it again on every epoch and every 2 s" };
        var command = new Command("get", "List things of one kind") { kind, ids, watch };
        command.SetAction(
            (parsed, cancel) =>
            {
                if (Kind.Find(parsed.GetRequiredValue(kind), out var problem) is not { } found)
                {
                    return Task.FromResult(world.Fail(Exit.Usage, problem));
                }

                var wanted = parsed.GetValue(ids) ?? [];
                return Session.RunAsync(
                    parsed,
                    common,
                    world,
                    null,
                    (session, token) =>
                        parsed.GetValue(watch)
                            ? Redraw.RunAsync(session, t => ShowAsync(session, found, wanted, redraw: true, t), token)
                            : ShowAsync(session, found, wanted, redraw: false, token),
                    cancel
                );
            }
        );
        return command;
    }

    private static async Task<int> ShowAsync(
        Session session,
        Kind kind,
        string[] ids,
        bool redraw,
        CancellationToken cancellationToken
    )
    {
        var (listing, exit) = await ReadAsync(session, kind, cancellationToken);
        if (listing is null)
        {
            return exit;
        }

        var known = listing.Rows.Select(r => r.Id).ToArray();
        foreach (var unknown in ids.Except(known))
        {
            exit = session.World.Fail(Exit.Error, Unknown(kind, unknown, known));
        }

        var shown =
            ids.Length == 0 ? listing : listing with { Rows = [.. listing.Rows.Where(r => ids.Contains(r.Id))] };
        await Redraw.WriteAsync(
            session,
            ListingText.Render(session.Cluster, kind, shown, session.Form, session.World.Colour),
            redraw
        );
        return exit;
    }

    private static async Task<(Listing? Listing, int Exit)> ReadAsync(
        Session session,
        Kind kind,
        CancellationToken cancellationToken
    )
    {
        var (snapshot, history, exit) = await Reading.ReadAsync(session, cancellationToken);
        return snapshot is null ? (null, exit) : (kind.List(snapshot, history!), Exit.Fine);
    }

    public static string Unknown(Kind kind, string id, IReadOnlyList<string> known)
    {
        var list = known.Count switch
        {
            0 => $"There are no {kind.Name}.",
            <= 20 => $"There are: {string.Join(", ", known)}",
            _ => $"failoverctl get {kind.Name} lists all {known.Count}",
        };
        return $"there is no {kind.Singular} \"{id}\". {Spelling.Hint(id, known)}{list}";
    }
}
