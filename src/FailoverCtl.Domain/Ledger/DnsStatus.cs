using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Ledger;

/// <summary>What a DNS role publishes of itself for display; the proof of what it answers is its epoch TXT record.</summary>
public sealed record DnsStatus(DnsServerId Server, long Boot, long Counter, long Epoch, long Queries)
{
    /// <summary>Endpoints of that epoch that its own reflex leaves out of the answers (I-13), in order.</summary>
    public EquatableArray<EndpointId> Hidden { get; init; } = [];
}
