using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Planning;

/// <summary>Reads what an intent is about.</summary>
public static class IntentScope
{
    private const string SitePrefix = "site:";

    /// <summary>The declared site it names; null when it names none.</summary>
    public static SiteId? SiteOf(Intent intent, Topology topology)
    {
        if (!intent.Scope.StartsWith(SitePrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var site = new SiteId(intent.Scope[SitePrefix.Length..]);
        return topology.Sites.ContainsKey(site) ? site : null;
    }
}
