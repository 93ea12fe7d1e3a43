using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Evidence;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.CommandLine.Listings;

internal static class EndpointRows
{
    private static readonly Column[] Columns =
    [
        new("ENDPOINT"),
        new("ADDRESS"),
        new("SHARE"),
        new("DECLARED"),
        new("STATE"),
        new("CAPACITY", Wide: true),
        new("ACCUSED BY", Wide: true),
    ];

    public static Listing Of(ClusterSnapshot snapshot) =>
        new(Columns, [.. (snapshot.Topology?.Endpoints ?? []).Select(e => Of(e, snapshot))]);

    private static Row Of(EndpointId endpoint, ClusterSnapshot snapshot)
    {
        var topology = snapshot.Topology!;
        var placement = topology.Services[endpoint.Service].Placements[endpoint.Site];
        var (now, declared) = (snapshot.Ledger.Steering.Weight(topology, endpoint), topology.DeclaredWeight(endpoint));
        var withdrawn = snapshot.Ledger.Latches.WithdrawalOf(endpoint);
        var accusers = snapshot
            .Reports.Where(r =>
                !r.Blind
                && r.Unhealthy.Any(o =>
                    o.Endpoint == endpoint && o.State is ObservedState.Down or ObservedState.Suspect
                )
            )
            .Select(r => r.Agent.Value)
            .ToArray();
        var state =
            withdrawn is not null ? new($"withdrawn ({Words.Of(withdrawn.Kind)})", Tone.Bad)
            : now > 0 ? new Cell("answered")
            : snapshot.Ledger.Latches.DrainOf(endpoint.Site) is not null ? new("drained", Tone.Bad)
            : new("not answered", Tone.Warning);
        return new(
            endpoint.Value,
            [
                endpoint.Value,
                placement.Address(endpoint.Family) ?? "",
                new(Words.Share(now), now == declared ? Tone.Plain : Tone.Warning),
                Words.Share(declared),
                state,
                placement.CapacityPerSecond,
                string.Join(" ", accusers),
            ],
            json =>
            {
                json.WriteStartObject();
                json.WriteString("id", endpoint.Value);
                json.WriteString("address", placement.Address(endpoint.Family));
                json.WriteNumber("weight", now);
                json.WriteNumber("declaredWeight", declared);
                json.WriteBoolean("withdrawn", withdrawn is not null);
                json.WriteNumber("capacityPerSecond", placement.CapacityPerSecond);
                JsonText.Strings(json, "accusedBy", accusers);
                json.WriteEndObject();
            }
        )
        {
            Site = endpoint.Site,
            Service = endpoint.Service,
        };
    }
}
