using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Listings;

internal static class AgentRows
{
    private static readonly Column[] Columns =
    [
        new("AGENT"),
        new("AT"),
        new("REPORT"),
        new("SEES"),
        new("VOTES IN", Wide: true),
        new("ADDRESS", Wide: true),
    ];

    public static Listing Of(ClusterSnapshot snapshot) =>
        new(Columns, [.. (snapshot.Topology?.VantagePoints.Values ?? []).Select(v => Of(v, snapshot))]);

    private static Row Of(VantagePoint agent, ClusterSnapshot snapshot)
    {
        var report = snapshot.Reports.FirstOrDefault(r => r.Agent == agent.Id);
        return new(
            agent.Id.Value,
            [
                agent.Id.Value,
                AgentsText.Place(agent),
                report?.Sequence.ToString() ?? "-",
                report is null ? new("no report", Tone.Bad) : AgentsText.Sees(report, snapshot.Ledger.TopologyHash),
                agent.VotingDomain.Value,
                agent.Address,
            ],
            json =>
            {
                json.WriteStartObject();
                json.WriteString("id", agent.Id.Value);
                json.WriteString("site", agent.Site?.Value);
                json.WriteString("votingDomain", agent.VotingDomain.Value);
                json.WriteString("address", agent.Address);
                JsonText.Number(json, "report", report?.Sequence);
                JsonText.Number(json, "healthy", report?.HealthyCount);
                JsonText.Number(json, "unhealthy", report?.Unhealthy.Count);
                JsonText.Strings(json, "silentPeers", report?.SilentPeers.Select(p => p.Value) ?? []);
                json.WriteEndObject();
            }
        )
        {
            Site = agent.Site,
        };
    }
}
