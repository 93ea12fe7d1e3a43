using System.CommandLine;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Store;

namespace FailoverCtl.CommandLine.Commands;

internal static class StatusCommand
{
    /// <summary>Heartbeats and DNS servers change without an epoch: look again this often all the same.</summary>
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromSeconds(2);

    /// <summary>At most four screens a second, however fast epochs follow each other.</summary>
    private static readonly TimeSpan RedrawPause = TimeSpan.FromMilliseconds(250);

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
                    parsed.GetValue(watch) ? WatchAsync : (session, token) => ShowAsync(session, redraw: false, token),
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

        var text = session.Json ? StatusJson.Render(snapshot) : StatusText.Render(snapshot, session.World.Colour);
        // Home and clear below, in one write with the text: no flicker.
        await session.World.Out.WriteAsync(redraw && session.World.Colour ? $"\e[H\e[J{text}" : text);
        await session.World.Out.FlushAsync(cancellationToken);
        return Notice.Of(snapshot).Any(n => n.Degrades) ? Exit.Degraded : Exit.Fine;
    }

    private static async Task<int> WatchAsync(Session session, CancellationToken cancellationToken)
    {
        var ledger = KeyQuery.One(session.Documents.Keys.Ledger);
        var index = 0UL;
        while (true)
        {
            var outcome = await session.Documents.Store.WatchAsync(
                ledger,
                index,
                RedrawInterval,
                ReadMode.Default,
                cancellationToken
            );
            if (outcome is ReadOutcome.Answered(var answer))
            {
                // Lower after a restored snapshot: waiting for an index of the past would never end.
                index = answer.Index < index ? 0 : answer.Index;
                await ShowAsync(session, redraw: true, cancellationToken);
            }
            else if (outcome is ReadOutcome.Failed(var failure))
            {
                session.World.Fail(Exit.Unreachable, $"{failure.Message} Still watching.");
                index = 0;
            }

            await Task.Delay(RedrawPause, session.World.Time, cancellationToken);
        }
    }
}
