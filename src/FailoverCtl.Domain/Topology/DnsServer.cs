using System.Text.Json.Serialization;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Topology;

/// <summary>A built-in DNS role: it follows the ledger, nobody writes to it.</summary>
/// <param name="Name">The host name in NS records, without the final dot.</param>
/// <param name="Site">Where it stands; null: outside all sites.</param>
/// <param name="Address">ip:port that answers UDP and TCP.</param>
public sealed record DnsServer(DnsServerId Id, string Name, SiteId? Site, string Address)
{
    /// <summary>Every declared domain that it fails with, those of its site included, in order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public EquatableArray<DomainId> Domains { get; init; } = [];
}
