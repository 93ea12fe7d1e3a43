using System.CommandLine;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;
using FailoverCtl.Store;
using FailoverCtl.Store.Documents;
using FailoverCtl.Store.Watching;

namespace FailoverCtl.CommandLine.Commands;

internal static class EventsCommand
{
    private const int ShownByDefault = 20;

    public static Command Create(CommonOptions common, Surroundings world)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Then wait for more" };
        var count = new Option<int>("--number", "-n")
        {
            HelpName = "N",
            Description = "How many of the newest, at most 100",
            DefaultValueFactory = _ => ShownByDefault,
        };
        count.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var n) && n is < 0 or > Keys.PlanSlots)
            {
                result.AddError($"-n takes 0 to {Keys.PlanSlots}: no more plans are kept");
            }
        });
        var command = new Command("events", "List the last epochs in order: who, why, what changed") { follow, count };
        command.SetAction(
            (parsed, cancel) =>
                Session.RunAsync(
                    parsed,
                    common,
                    world,
                    null,
                    (session, token) => RunAsync(session, parsed.GetValue(count), parsed.GetValue(follow), token),
                    cancel
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        Session session,
        int count,
        bool follow,
        CancellationToken cancellationToken
    )
    {
        var ledger = await session.Documents.ReadLedgerAsync(ReadMode.Stale, cancellationToken);
        if (ledger is not Found<LedgerEntry>.Here(var newest, _))
        {
            return session.Fail(ledger);
        }

        var (history, failure) = await History.ReadAsync(session.Documents, cancellationToken);
        if (history is null)
        {
            return session.Fail(failure!);
        }

        // The plan of the epoch in force may not be written yet, and the first epoch has none.
        var entries = history
            .Records.Select(r => (r.Entry, Plan: (Plan?)r.Plan))
            .Concat(history.At(newest.Epoch) is null ? [(newest, null)] : [])
            .OrderBy(e => e.Entry.Epoch)
            .TakeLast(count);
        foreach (var (entry, plan) in entries)
        {
            await PrintAsync(session, entry, plan, history.Before(entry.Epoch));
        }

        return follow ? await FollowAsync(session, newest, cancellationToken) : Exit.Fine;
    }

    private static async Task<int> FollowAsync(Session session, LedgerEntry last, CancellationToken cancellationToken)
    {
        var watch = new StoreWatch(
            session.Documents.Store,
            KeyQuery.One(session.Documents.Keys.Ledger),
            new(),
            session.World.Time,
            Environment.ProcessId
        );
        await watch.RunAsync(
            async (answer, token) =>
            {
                if (
                    answer.Values is [var value]
                    && Codec.Read(value, DomainJson.Default.LedgerEntry) is Found<LedgerEntry>.Here(var entry, _)
                )
                {
                    last = await CatchUpAsync(session, last, entry, token);
                }
            },
            _ => { },
            failure => session.World.Fail(Exit.Unreachable, $"{failure.Message} Still following."),
            cancellationToken
        );
        cancellationToken.ThrowIfCancellationRequested();
        return Exit.Fine;
    }

    /// <summary>Epochs that came between two reads are in the kept plans.</summary>
    private static async Task<LedgerEntry> CatchUpAsync(
        Session session,
        LedgerEntry last,
        LedgerEntry now,
        CancellationToken cancellationToken
    )
    {
        for (var epoch = Math.Max(last.Epoch + 1, now.Epoch - Keys.PlanSlots); epoch <= now.Epoch; epoch++)
        {
            var key = session.Documents.Keys.Plan((ulong)epoch);
            var found = await session.Documents.ReadAsync(
                key,
                StoreJson.Default.PlanRecord,
                ReadMode.Default,
                cancellationToken
            );
            var record = found.OrNull() is { } kept && kept.Entry.Epoch == epoch ? kept : null;
            if ((record?.Entry ?? (epoch == now.Epoch ? now : null)) is { } entry)
            {
                await PrintAsync(session, entry, record?.Plan, last.Epoch == epoch - 1 ? last : null);
                last = entry;
            }
        }

        return now;
    }

    private static async Task PrintAsync(Session session, LedgerEntry entry, Plan? plan, LedgerEntry? before)
    {
        var world = session.World;
        await world.Out.WriteAsync(
            session.Json ? EventText.RenderJson(entry, plan) : EventText.Render(entry, plan, before, world.Colour)
        );
        await world.Out.FlushAsync();
    }
}
