using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Listings;

internal static class ServiceRows
{
    private static readonly Column[] Columns =
    [
        new("SERVICE"),
        new("NAME"),
        new("DEMAND/S"),
        new("PLACES"),
        new("WEIGHTS"),
        new("MODE"),
        new("TTL", Wide: true),
        new("ANSWER", Wide: true),
        new("STATEFUL", Wide: true),
        new("WHEN SHORT", Wide: true),
        new("PROBE", Wide: true),
    ];

    public static Listing Of(ClusterSnapshot snapshot) =>
        new(Columns, [.. (snapshot.Topology?.Services.Values ?? []).Select(s => Of(s, snapshot))]);

    private static Row Of(Service service, ClusterSnapshot snapshot)
    {
        var topology = snapshot.Topology!;
        var moved = topology.Endpoints.Count(e =>
            e.Service == service.Id && snapshot.Ledger.Steering.Weight(topology, e) != topology.DeclaredWeight(e)
        );
        var mode = service.Mode ?? topology.Policy.Mode;
        return new(
            service.Id.Value,
            [
                service.Id.Value,
                service.Name,
                service.DemandPerSecond is { } demand ? demand : "unknown",
                string.Join(" ", service.Placements.Keys),
                moved == 0 ? new Cell("as declared") : new($"{moved} differ", Tone.Warning),
                Words.Of(mode),
                $"{service.TtlSeconds} s",
                service.Answer.ToString().ToLowerInvariant(),
                service.Stateful ? "yes" : "no",
                service.WhenShort.ToString().ToLowerInvariant(),
                $"{service.Probe.Kind.ToString().ToLowerInvariant()} port {service.Probe.Port}",
            ],
            json =>
            {
                json.WriteStartObject();
                json.WriteString("id", service.Id.Value);
                json.WriteString("name", service.Name);
                JsonText.Number(json, "demandPerSecond", service.DemandPerSecond);
                JsonText.Strings(json, "placements", service.Placements.Keys.Select(s => s.Value));
                json.WriteNumber("weightsMoved", moved);
                json.WriteString("mode", mode.ToString());
                json.WriteNumber("ttlSeconds", service.TtlSeconds);
                json.WriteString("answer", service.Answer.ToString());
                json.WriteBoolean("stateful", service.Stateful);
                json.WriteString("whenShort", service.WhenShort.ToString());
                json.WriteEndObject();
            }
        )
        {
            Service = service.Id,
        };
    }
}
