using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.Store;

namespace FailoverCtl.CommandLine.Output;

/// <summary>Shows the same again and again, until it is interrupted.</summary>
internal static class Redraw
{
    /// <summary>Heartbeats and DNS servers change without an epoch: look again this often all the same.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>At most four screens a second, however fast epochs follow each other.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public static async Task<int> RunAsync(
        Session session,
        Func<CancellationToken, Task<int>> show,
        CancellationToken cancellationToken
    )
    {
        var ledger = KeyQuery.One(session.Documents.Keys.Ledger);
        var index = 0UL;
        while (true)
        {
            var outcome = await session.Documents.Store.WatchAsync(
                ledger,
                index,
                Interval,
                ReadMode.Default,
                cancellationToken
            );
            if (outcome is ReadOutcome.Answered(var answer))
            {
                // Lower after a restored snapshot: waiting for an index of the past would never end.
                index = answer.Index < index ? 0 : answer.Index;
                await show(cancellationToken);
            }
            else if (outcome is ReadOutcome.Failed(var failure))
            {
                session.World.Fail(Exit.Unreachable, $"{failure.Message} Still watching.");
                index = 0;
            }

            await Task.Delay(Pause, session.World.Time, cancellationToken);
        }
    }

    /// <summary>Home and clear below, in one write with the text: no flicker.</summary>
    public static async Task WriteAsync(Session session, string text, bool redraw)
    {
        await session.World.Out.WriteAsync(redraw && session.World.Colour ? $"\e[H\e[J{text}" : text);
        await session.World.Out.FlushAsync();
    }
}
