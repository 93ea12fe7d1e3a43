using System.Text.Json;
using FailoverCtl.CommandLine.Output;
using FailoverCtl.CommandLine.Snapshots;
using FailoverCtl.Domain.Json;
using FailoverCtl.Domain.Ledger;

namespace FailoverCtl.CommandLine.Listings;

internal static class HoldRows
{
    private static readonly Column[] Columns = [new("HOLD"), new("SCOPE"), new("BY"), new("SINCE"), new("REASON")];

    public static Listing Of(ClusterSnapshot snapshot) => new(Columns, [.. (snapshot.Holds?.Items ?? []).Select(Of)]);

    private static Row Of(Hold hold) =>
        new(
            hold.Id,
            [hold.Id, hold.Scope, hold.By, Words.Time(hold.Since), hold.Reason],
            json => JsonSerializer.Serialize(json, hold, DomainJson.Default.Hold)
        )
        {
            Site = hold.Scope.StartsWith("site:", StringComparison.Ordinal) ? new(hold.Scope["site:".Length..]) : null,
            Service = hold.Scope.StartsWith("service:", StringComparison.Ordinal)
                ? new(hold.Scope["service:".Length..])
                : null,
        };
}
