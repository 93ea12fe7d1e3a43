using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.CommandLine.Listings;

internal static class SiteRows
{
    private static readonly Column[] Columns =
    [
        new("SITE"),
        new("LOCATION"),
        new("CONDITION"),
        new("STATE"),
        new("ENDPOINTS"),
        new("ENDS", Wide: true),
        new("REASON", Wide: true),
    ];

    public static Listing Of(ClusterSnapshot snapshot) =>
        new(Columns, [.. (snapshot.Topology?.Sites.Keys ?? []).Select(s => Of(s, snapshot))]);

    private static Row Of(SiteId site, ClusterSnapshot snapshot)
    {
        var topology = snapshot.Topology!;
        var condition = snapshot.ConditionOf(site);
        var drain = snapshot.Ledger.Latches.DrainOf(site);
        var endpoints = topology.Endpoints.Where(e => e.Site == site).ToArray();
        var answered = endpoints.Count(e => snapshot.Ledger.Steering.Weight(topology, e) > 0);
        var remaining = drain is null ? null : snapshot.RemainingMilliseconds(drain);
        return new(
            site.Value,
            [
                site.Value,
                topology.Sites[site].Location.Value,
                new(condition is { } known ? Words.Of(known) : "not judged", StatusText.ToneOf(condition)),
                drain is null ? new Cell("in service") : new("drained", Tone.Bad),
                $"{answered} of {endpoints.Length} answered",
                drain is null ? ""
                : remaining is { } left ? Words.Ends(left)
                : "by failoverctl undrain",
                drain is null ? "" : $"{drain.Reason} ({drain.By})",
            ],
            json =>
            {
                json.WriteStartObject();
                json.WriteString("id", site.Value);
                json.WriteString("location", topology.Sites[site].Location.Value);
                json.WriteString("condition", condition?.ToString());
                json.WriteBoolean("drained", drain is not null);
                json.WriteString("drainCause", drain?.Cause.ToString());
                json.WriteString("drainedBy", drain?.By);
                json.WriteString("drainReason", drain?.Reason);
                JsonText.Number(json, "drainRemainingMilliseconds", remaining);
                json.WriteNumber("endpoints", endpoints.Length);
                json.WriteNumber("endpointsAnswered", answered);
                json.WriteEndObject();
            }
        )
        {
            Site = site,
        };
    }
}
