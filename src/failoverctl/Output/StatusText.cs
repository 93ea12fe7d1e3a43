using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Output;

/// <summary>The status screen: what is wrong first, then the epoch, then one table each, the most wanted first.</summary>
public static class StatusText
{
    public static string Render(ClusterSnapshot snapshot, bool colour)
    {
        var page = new Page(colour);
        Notices(page, snapshot);
        Epoch(page, snapshot);
        Sites(page, snapshot);
        SharesText.Write(page, snapshot);
        Asked(page, snapshot);
        Waiting(page, snapshot);
        DnsServers(page, snapshot);
        Controllers(page, snapshot);
        AgentsText.Write(page, snapshot);
        return page.ToString();
    }

    private static void Notices(Page page, ClusterSnapshot snapshot)
    {
        foreach (var notice in Notice.Of(snapshot))
        {
            page.Write("! ", notice.Degrades ? Tone.Bad : Tone.Warning)
                .Line(notice.Text, notice.Degrades ? Tone.Bad : Tone.Warning);
        }
    }

    private static void Epoch(Page page, ClusterSnapshot snapshot)
    {
        var ledger = snapshot.Ledger;
        var age = snapshot.EpochAgeMilliseconds is { } ms ? $"in force for {Words.Duration(ms)}" : "age unknown";
        var author = snapshot.Controllers.Any(snapshot.IsAuthor)
            ? $"author {ledger.Author.Controller}"
            : $"author {ledger.Author.Controller} (no heartbeat of it in the store)";
        page.Gap()
            .Write($"cluster {snapshot.Cluster}", Tone.Strong)
            .Write($"   epoch {ledger.Epoch}", Tone.Strong)
            .Line($"   {age}   {author}   mode {Words.Of(ledger.Mode)}");
        page.Line($"  {Words.Of(ledger.Cause.Kind)}: {ledger.Cause.Sentence}");
        if (ledger.Plan.Steps > 1)
        {
            page.Line($"  step {ledger.Plan.Step} of {ledger.Plan.Steps} of plan {ledger.Plan.Id}");
        }
    }

    private static void Sites(Page page, ClusterSnapshot snapshot)
    {
        if (snapshot.Topology is not { } topology)
        {
            return;
        }

        page.Gap();
        var latches = snapshot.Ledger.Latches;
        var table = new Table("SITE", "LOCATION", "CONDITION", "STATE");
        foreach (var site in topology.Sites.Values)
        {
            var condition = snapshot.ConditionOf(site.Id);
            var withdrawn = latches.Withdrawals.Count(w => w.Endpoint.Site == site.Id);
            table.Row(
                site.Id.Value,
                site.Location.Value,
                new(condition is { } known ? Words.Of(known) : "not judged", ToneOf(condition)),
                latches.DrainOf(site.Id) is not null ? new("drained", Tone.Bad)
                    : withdrawn > 0
                        ? new(
                            $"{withdrawn} of {Words.Count(EndpointsOf(topology, site.Id), "endpoint")} withdrawn",
                            Tone.Warning
                        )
                    : new Cell("in service")
            );
        }

        table.WriteTo(page);
        Reasons(page, snapshot);
    }

    private static void Reasons(Page page, ClusterSnapshot snapshot)
    {
        var latches = snapshot.Ledger.Latches;
        foreach (var drain in latches.Drains)
        {
            var end = snapshot.RemainingMilliseconds(drain) is { } ms
                ? $"ends by itself {Words.Ends(ms)}"
                : $"ends by failoverctl undrain {drain.Site}";
            var overflow = drain.Overflow ? ", above the ceiling of receivers" : "";
            page.Line($"  {drain.Site} drained ({Words.Of(drain.Cause)}, {drain.By}{overflow}): {drain.Reason}; {end}");
        }

        foreach (var withdrawal in latches.Withdrawals)
        {
            var end =
                withdrawal.RemainingMilliseconds > 0
                    ? $"not back before {Words.Duration(withdrawal.RemainingMilliseconds)} after this epoch"
                    : "back as soon as it answers again";
            page.Line($"  {withdrawal.Endpoint} withdrawn ({Words.Of(withdrawal.Kind)}): {end}");
        }
    }

    private static void Asked(Page page, ClusterSnapshot snapshot)
    {
        var open = snapshot.OpenIntents.ToArray();
        if (open.Length == 0)
        {
            return;
        }

        page.Gap().Line("UNDER WAY", Tone.Strong);
        foreach (var intent in open)
        {
            var state =
                intent.Outcome.State == IntentState.Pending
                    ? "no controller has taken it up yet"
                    : $"accepted in epoch {intent.Outcome.Epoch}";
            page.Line(
                $"  {Words.Of(intent.Kind)} {Words.Short(intent.Scope)} by {intent.By}: {intent.Reason}; {state}"
            );
        }
    }

    private static void Waiting(Page page, ClusterSnapshot snapshot)
    {
        if (snapshot.Seer is not { Waiting: { } waiting })
        {
            return;
        }

        page.Gap().Line("WAITING", Tone.Strong);
        WaitingText.Write(page, waiting, snapshot.Topology?.Policy.Mode ?? snapshot.Ledger.Mode);
    }

    private static void DnsServers(Page page, ClusterSnapshot snapshot)
    {
        if (snapshot.Topology is null)
        {
            return;
        }

        page.Gap();
        var table = new Table("DNS SERVER", "SITE", "EPOCH", "STATE");
        foreach (var state in snapshot.DnsServers)
        {
            table.Row(
                state.Server.Id.Value,
                state.Server.Site?.Value ?? "outside",
                state.Epoch > 0 ? state.Epoch : "-",
                StateOf(state, snapshot)
            );
        }

        table.WriteTo(page);
    }

    /// <summary>Where a DNS server stands, in few words.</summary>
    internal static Cell StateOf(DnsServerState state, ClusterSnapshot snapshot) =>
        !state.Hidden.IsEmpty
            ? new($"leaves out {state.Hidden.Count} by reflex", Tone.Bad)
            : state.Standing switch
            {
                DnsStanding.Level => new(state.AskedBy is null ? "level, by its own word" : "level", Tone.Good),
                DnsStanding.Behind => new($"behind by {snapshot.Ledger.Epoch - state.Epoch}", Tone.Bad),
                DnsStanding.Unreachable => new($"does not answer {state.AskedBy}", Tone.Bad),
                DnsStanding.Unknown => new("nobody has asked it yet", Tone.Warning),
            };

    private static void Controllers(Page page, ClusterSnapshot snapshot)
    {
        if (snapshot.Controllers.IsEmpty)
        {
            return;
        }

        page.Gap();
        var table = new Table("CONTROLLER", "SITE", "EPOCH", "HEARTBEAT", "REACHES", "");
        foreach (var controller in snapshot.Controllers)
        {
            table.Row(
                controller.Id.Value,
                controller.Site?.Value ?? "outside",
                controller.Epoch,
                controller.Counter,
                $"{controller.Targets.Count(t => t.Reached)} of {Words.Count(controller.Targets.Count, "server")}",
                snapshot.IsAuthor(controller) ? new Cell("author", Tone.Strong) : ""
            );
        }

        table.WriteTo(page);
    }

    private static int EndpointsOf(Topology topology, SiteId site) => topology.Endpoints.Count(e => e.Site == site);

    internal static Tone ToneOf(SiteCondition? condition) =>
        condition switch
        {
            SiteCondition.Healthy => Tone.Good,
            SiteCondition.Lost or SiteCondition.Isolated => Tone.Bad,
            SiteCondition.Degraded or SiteCondition.Unknown or null => Tone.Warning,
        };
}
