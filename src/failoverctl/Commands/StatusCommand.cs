using System.CommandLine;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Snapshots;

namespace FailoverCtl.CommandLine.Commands;

internal static class StatusCommand
{
    public static Command Create(CommonOptions common, Surroundings world)
    {
        var watch = new Option<bool>("--watch", "-w") { Description = "Show it again on every epoch and every 2 s" };
        var command = new Command("status", "Show what is in force, what is wrong and who sees it (exit 3: degraded)")
        {
            watch,
        };
        command.SetAction(
            (parsed, cancel) =>
                Session.RunAsync(
                    parsed,
                    common,
                    world,
                    null,
                    (session, token) =>
                        parsed.GetValue(watch)
                            ? Redraw.RunAsync(session, t => ShowAsync(session, redraw: true, t), token)
                            : ShowAsync(session, redraw: false, token),
                    cancel
                )
        );
        return command;
    }

    private static async Task<int> ShowAsync(Session session, bool redraw, CancellationToken cancellationToken)
    {
        var (snapshot, ledger) = await SnapshotReader.ReadAsync(session.Documents, cancellationToken);
        if (snapshot is null)
        {
            return session.Fail(ledger);
        }

        var text = session.Json
            ? session.Document(StatusJson.Render(snapshot))
            : StatusText.Render(snapshot, session.World.Colour);
        await Redraw.WriteAsync(session, text, redraw);
        return Notice.Of(snapshot).Any(n => n.Degrades) ? Exit.Degraded : Exit.Fine;
    }
}
