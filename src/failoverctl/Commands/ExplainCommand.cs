using System.CommandLine;
using FailoverCtl.CommandLine.Connecting;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Plans;

namespace FailoverCtl.CommandLine.Commands;

internal static class ExplainCommand
{
    public static Command Create(CommonOptions common, Surroundings world)
    {
        var subject = new Argument<string>("what")
        {
            HelpName = "EPOCH|SITE|SERVICE|last",
            Description = "An epoch, the last epoch that changed a site or a service, or the one in force",
            DefaultValueFactory = _ => "last",
        };
        var command = new Command("explain", "Say why an epoch is what it is: cause, votes, steps, reasons")
        {
            subject,
        };
        command.SetAction(
            (parsed, cancel) =>
                Session.RunAsync(
                    parsed,
                    common,
                    world,
                    null,
                    (session, token) => RunAsync(session, parsed.GetValue(subject) ?? "last", token),
                    cancel
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(Session session, string subject, CancellationToken cancellationToken)
    {
        var reading = History.ReadAsync(session.Documents, cancellationToken);
        var (snapshot, ledger) = await SnapshotReader.ReadAsync(session.Documents, cancellationToken);
        var (history, failure) = await reading;
        return snapshot is null ? session.Fail(ledger)
            : history is null ? session.Fail(failure!)
            : await ExplainAsync(session, snapshot, history, subject);
    }

    private static async Task<int> ExplainAsync(
        Session session,
        ClusterSnapshot snapshot,
        History history,
        string subject
    )
    {
        var (entry, plan, problem) = Find(snapshot, history, subject);
        if (entry is null)
        {
            return session.World.Fail(Exit.Error, problem);
        }

        var isCurrent = entry.Epoch == snapshot.Ledger.Epoch;
        await session.World.Out.WriteAsync(
            session.Json
                ? session.Document(EventText.RenderJson(entry, plan))
                : ExplainText.Render(
                    entry,
                    plan,
                    history.Before(entry.Epoch),
                    snapshot.Topology,
                    isCurrent ? snapshot.Seer?.Waiting : null,
                    session.World.Colour
                )
        );
        return Exit.Fine;
    }

    private static (LedgerEntry? Entry, Plan? Plan, string Problem) Find(
        ClusterSnapshot snapshot,
        History history,
        string subject
    )
    {
        var current = snapshot.Ledger;
        if (subject == "last")
        {
            return (current, history.At(current.Epoch)?.Plan, "");
        }

        if (long.TryParse(subject, out var epoch))
        {
            return epoch == current.Epoch ? (current, history.At(epoch)?.Plan, "")
                : history.At(epoch) is { } record ? (record.Entry, record.Plan, "")
                : (null, null, $"the plan of epoch {epoch} is not kept; {Kept(history)}, {current.Epoch} is in force");
        }

        var (site, service) = (new SiteId(subject), new ServiceId(subject));
        var isSite = snapshot.Topology?.Sites.ContainsKey(site) ?? false;
        var isService = snapshot.Topology?.Services.ContainsKey(service) ?? false;
        if (!isSite && !isService && snapshot.Topology is { } topology)
        {
            return (
                null,
                null,
                $"\"{subject}\" is no epoch, site or service; sites: {string.Join(", ", topology.Sites.Keys)}"
            );
        }

        var last = history.LastThatTouched(
            e => e.Site == site || e.Service == service,
            isService && !isSite ? null : site
        );
        return last is null
            ? (null, null, $"no kept epoch changed anything for {subject}; {Kept(history)}")
            : (last.Entry, last.Plan, "");
    }

    private static string Kept(History history) =>
        history.Records.IsEmpty
            ? "no plan is kept yet"
            : $"plans are kept from epoch {history.Records[0].Entry.Epoch} to {history.Records[^1].Entry.Epoch}";
}
