using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Output;

/// <summary>Where the traffic of each service goes now, and where it was declared to go.</summary>
internal static class SharesText
{
    // One screen: services that are exactly as declared are the first to be left out.
    private const int RowsMax = 20;
    private const int ColumnsMax = 8;

    public static void Write(Page page, ClusterSnapshot snapshot)
    {
        if (snapshot.Topology is not { } topology)
        {
            return;
        }

        var rows = topology
            .Services.Values.SelectMany(s => Rows(s, snapshot, topology))
            .OrderByDescending(r => r.Moved)
            .ToArray();
        var shown = rows.Take(RowsMax).ToArray();
        var columns = topology.Sites.Keys.ToArray();
        if (columns.Length > ColumnsMax)
        {
            columns = [.. columns.Where(site => shown.Any(r => r.MovedAt.Contains(site))).Take(ColumnsMax)];
        }

        page.Gap();
        if (columns.Length > 0)
        {
            var table = new Table(["SHARE NOW (DECLARED)", .. columns.Select(c => c.Value)]);
            foreach (var row in shown)
            {
                table.Row([row.Name, .. columns.Select(c => Share(row, c, snapshot, topology))]);
            }

            table.WriteTo(page);
        }

        var declared = rows.Length - rows.Count(r => r.Moved);
        var (moved, left) = (rows.Skip(RowsMax).Count(r => r.Moved), rows.Skip(RowsMax).Count(r => !r.Moved));
        if (moved > 0)
        {
            page.Line($"  {moved} more differ from what is declared: failoverctl status -o json");
        }

        if (left > 0 || columns.Length == 0)
        {
            page.Line($"  {(columns.Length == 0 ? declared : left)} more are exactly as declared");
        }
    }

    /// <summary>One row, or two where the families differ (I-29).</summary>
    private static IEnumerable<ShareRow> Rows(Service service, ClusterSnapshot snapshot, Topology topology)
    {
        var families = service.Placements.Values.SelectMany(p => p.Families).Distinct().Order().ToArray();
        var rows = families
            .Select(f => new ShareRow(
                $"{service.Id} {(f == AddressFamily.V4 ? "v4" : "v6")}",
                service,
                f,
                [.. service.Placements.Keys.Where(site => IsMoved(new(service.Id, site, f), snapshot, topology))]
            ))
            .ToArray();
        return rows is [var first, var second]
            && service.Placements.Keys.All(site => Text(first, site) == Text(second, site))
                ? [first with { Name = service.Id.Value }]
            : rows is [var only] ? [only with { Name = service.Id.Value }]
            : rows;

        string Text(ShareRow row, SiteId site) => Share(row, site, snapshot, topology).Text;
    }

    private static bool IsMoved(EndpointId endpoint, ClusterSnapshot snapshot, Topology topology) =>
        topology.Services[endpoint.Service].Placements[endpoint.Site].Address(endpoint.Family) is not null
        && snapshot.Ledger.Steering.Weight(topology, endpoint) != topology.DeclaredWeight(endpoint);

    private static Cell Share(ShareRow row, SiteId site, ClusterSnapshot snapshot, Topology topology)
    {
        if (row.Service.Placements.Find(site)?.Address(row.Family) is null)
        {
            return new("-", Tone.Faint);
        }

        var endpoint = new EndpointId(row.Service.Id, site, row.Family);
        var (now, declared) = (snapshot.Ledger.Steering.Weight(topology, endpoint), topology.DeclaredWeight(endpoint));
        return now == declared
            ? new(Words.Share(now))
            : new($"{Words.Share(now)} ({Words.Share(declared)})", now < declared ? Tone.Bad : Tone.Warning);
    }
}

/// <param name="MovedAt">Sites where the weight is not the declared one.</param>
internal sealed record ShareRow(string Name, Service Service, AddressFamily Family, IReadOnlyList<SiteId> MovedAt)
{
    public bool Moved => MovedAt.Count > 0;
}
