using System.CommandLine;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Listings;

namespace FailoverCtl.CommandLine.Commands;

internal static class DescribeCommand
{
    public static Command Create(CommonOptions common, Surroundings world)
    {
        var what = new Argument<string>("what")
        {
            HelpName = "KIND/ID",
            Description = $"One thing, such as site/sbg; kinds: {string.Join(", ", Kind.All.Select(k => k.Singular))}",
        };
        var command = new Command("describe", "Show all that is known of one thing, and what belongs to it") { what };
        command.SetAction(
            (parsed, cancel) =>
            {
                var text = parsed.GetRequiredValue(what);
                var slash = text.IndexOf('/');
                if (slash < 0)
                {
                    return Task.FromResult(world.Fail(Exit.Usage, $"\"{text}\" is no KIND/ID: write it like site/sbg"));
                }

                return Kind.Find(text[..slash], out var problem) is not { } kind
                    ? Task.FromResult(world.Fail(Exit.Usage, problem))
                    : Session.RunAsync(
                        parsed,
                        common,
                        world,
                        null,
                        (session, token) => RunAsync(session, kind, text[(slash + 1)..], token),
                        cancel
                    );
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(Session session, Kind kind, string id, CancellationToken cancellationToken)
    {
        var (snapshot, history, exit) = await Reading.ReadAsync(session, cancellationToken);
        if (snapshot is null)
        {
            return exit;
        }

        var listing = kind.List(snapshot, history!);
        if (listing.Rows.FirstOrDefault(r => r.Id == id) is not { } row)
        {
            return session.World.Fail(Exit.Error, GetCommand.Unknown(kind, id, [.. listing.Rows.Select(r => r.Id)]));
        }

        var related = Related.To(kind, row, snapshot, history!);
        await session.World.Out.WriteAsync(
            session.Json
                ? session.Document(ListingText.DescribeJson(session.Cluster, kind, row, related))
                : ListingText.Describe(kind, listing, row, related, session.World.Colour)
        );
        return Exit.Fine;
    }
}
