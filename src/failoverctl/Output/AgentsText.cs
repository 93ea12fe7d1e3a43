using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Output;

/// <summary>The agents' last reports, and whom they accuse.</summary>
internal static class AgentsText
{
    private const int AccusedMax = 15;

    public static void Write(Page page, ClusterSnapshot snapshot)
    {
        if (snapshot.Topology is not { } topology)
        {
            return;
        }

        page.Gap();
        var table = new Table("AGENT", "AT", "REPORT", "SEES");
        foreach (var agent in topology.VantagePoints.Values)
        {
            var report = snapshot.Reports.FirstOrDefault(r => r.Agent == agent.Id);
            table.Row(
                agent.Id.Value,
                Place(agent),
                report?.Sequence.ToString() ?? "-",
                report is null ? new("no report", Tone.Bad) : Sees(report, snapshot.Ledger.TopologyHash)
            );
        }

        table.WriteTo(page);
        Accused(page, snapshot);
    }

    public static string Place(VantagePoint agent) => agent.Site?.Value ?? $"external, {agent.VotingDomain}";

    /// <summary>What an agent last said it sees, in few words.</summary>
    public static Cell Sees(Report report, string topologyHash)
    {
        if (report.Blind)
        {
            return new("blind: what it says is no evidence", Tone.Warning);
        }

        var counts = report
            .Unhealthy.GroupBy(o => o.State)
            .OrderByDescending(g => g.Key)
            .Select(g => $"{g.Count()} {Words.Of(g.Key)}");
        var parts = counts.Prepend($"{report.HealthyCount} up").ToList();
        if (!report.SilentPeers.IsEmpty)
        {
            parts.Add($"does not hear {string.Join(" ", report.SilentPeers)}");
        }

        if (report.TopologyHash != topologyHash)
        {
            parts.Add("probes another topology");
        }

        var calm = parts.Count == 1;
        return new(calm ? $"all {report.HealthyCount} up" : string.Join(", ", parts), calm ? Tone.Plain : Tone.Warning);
    }

    private static void Accused(Page page, ClusterSnapshot snapshot)
    {
        var accused = snapshot
            .Reports.Where(r => !r.Blind)
            .SelectMany(r => r.Unhealthy.Select(o => (r.Agent, Seen: o)))
            .Where(a => a.Seen.State is ObservedState.Down or ObservedState.Suspect)
            .GroupBy(a => a.Seen.Endpoint)
            .OrderBy(g => g.Key)
            .ToArray();
        if (accused.Length == 0)
        {
            return;
        }

        page.Gap();
        var table = new Table("ACCUSED", "BY");
        foreach (var endpoint in accused.Take(AccusedMax))
        {
            var hows = endpoint
                .GroupBy(a => (a.Seen.State, a.Seen.Kind, a.Seen.Flaw, a.Seen.Code))
                .OrderByDescending(g => g.Key.State)
                .Select(g =>
                    $"{Words.Of(g.Key.State)} ({Words.Of(g.Key.Kind, g.Key.Flaw, g.Key.Code)}) by {string.Join(", ", g.Select(a => a.Agent))} "
                    + $"for {Words.Duration(g.Max(a => a.Seen.ForMilliseconds))}"
                );
            table.Row(endpoint.Key.Value, string.Join("; ", hows));
        }

        table.WriteTo(page);
        if (accused.Length > AccusedMax)
        {
            page.Line($"  and {accused.Length - AccusedMax} more: failoverctl status -o json");
        }
    }
}
