namespace FailoverCtl.Domain.Topology;

/// <summary>A DNS server of another make that gets the zone by transfer, and so answers as often as anyone but without weights.</summary>
/// <param name="Id">Names it in logs.</param>
/// <param name="Name">The host name in NS records, without the final dot; null: it is in none.</param>
/// <param name="Address">ip:port that is told of each new serial, and whose address glue records carry.</param>
/// <param name="Key">The name of the TSIG key it signs with; the secret lies in files of the DNS servers' hosts.</param>
public sealed record Secondary(string Id, string? Name, string Address, string Key);
