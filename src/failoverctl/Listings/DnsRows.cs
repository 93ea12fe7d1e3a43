using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Snapshots;

namespace FailoverCtl.CommandLine.Listings;

internal static class DnsRows
{
    private static readonly Column[] Columns =
    [
        new("DNS SERVER"),
        new("SITE"),
        new("EPOCH"),
        new("STATE"),
        new("NAME", Wide: true),
        new("ADDRESS", Wide: true),
        new("QUERIES", Wide: true),
    ];

    public static Listing Of(ClusterSnapshot snapshot) =>
        new(Columns, [.. snapshot.DnsServers.Select(d => Of(d, snapshot))]);

    private static Row Of(DnsServerState state, ClusterSnapshot snapshot)
    {
        var role = snapshot.DnsRoles.FirstOrDefault(d => d.Server == state.Server.Id);
        return new(
            state.Server.Id.Value,
            [
                state.Server.Id.Value,
                state.Server.Site?.Value ?? "outside",
                state.Epoch > 0 ? state.Epoch : "-",
                StatusText.StateOf(state, snapshot),
                state.Server.Name,
                state.Server.Address,
                role is null ? "-" : role.Queries,
            ],
            json =>
            {
                json.WriteStartObject();
                json.WriteString("id", state.Server.Id.Value);
                json.WriteString("name", state.Server.Name);
                json.WriteString("site", state.Server.Site?.Value);
                json.WriteString("address", state.Server.Address);
                json.WriteString("standing", state.Standing.ToString());
                json.WriteNumber("epoch", state.Epoch);
                JsonText.Number(json, "queries", role?.Queries);
                JsonText.Strings(json, "hidden", state.Hidden.Select(e => e.Value));
                json.WriteEndObject();
            }
        )
        {
            Site = state.Server.Site,
        };
    }
}
