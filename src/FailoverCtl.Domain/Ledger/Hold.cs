using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Ledger;

/// <summary>All holds in force: one document, so that one check-index guards every commit (I-23).</summary>
/// <param name="Revision">Rises with each change, so that no two states are equal bytes.</param>
public sealed record Holds(string Cluster, long Revision, EquatableArray<Hold> Items)
{
    public bool Covers(SiteId site) => Items.Any(h => h.Scope is "all" || h.Scope == $"site:{site}");

    public bool Covers(ServiceId service) => Items.Any(h => h.Scope is "all" || h.Scope == $"service:{service}");
}

/// <summary>An operator's stop: honoured before the next single write, never cleared by automation.</summary>
/// <param name="Scope">all, site:ID or service:ID.</param>
/// <param name="Since">Wall time, for display only.</param>
public sealed record Hold(string Id, string Scope, string By, string Reason, DateTimeOffset Since);
