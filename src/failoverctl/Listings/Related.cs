using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.CommandLine.Listings;

/// <summary>What belongs to a site or a service.</summary>
public static class Related
{
    private static readonly string[] OfSite = ["endpoints", "agents", "controllers", "dns", "holds", "intents"];
    private static readonly string[] OfService = ["endpoints", "holds"];

    public static IReadOnlyList<(Kind Kind, Listing Rows)> To(
        Kind kind,
        Row row,
        ClusterSnapshot snapshot,
        History history
    ) =>
        kind.Name switch
        {
            "sites" => Those(OfSite, r => r.Site == new SiteId(row.Id), snapshot, history),
            "services" => Those(OfService, r => r.Service == new ServiceId(row.Id), snapshot, history),
            _ => [],
        };

    private static IReadOnlyList<(Kind, Listing)> Those(
        string[] kinds,
        Func<Row, bool> belongs,
        ClusterSnapshot snapshot,
        History history
    ) =>
        [
            .. Kind
                .All.Where(k => kinds.Contains(k.Name))
                .Select(k => (k, k.List(snapshot, history)))
                .Select(l => (l.k, l.Item2 with { Rows = [.. l.Item2.Rows.Where(belongs)] })),
        ];
}
