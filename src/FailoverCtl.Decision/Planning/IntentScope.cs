using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Decision.Planning;

/// <summary>Reads what an intent is about.</summary>
public static class IntentScope
{
    private const string SitePrefix = "site:";
    private const string TopologyPrefix = "topology:";

    public static string OfTopology(string hash) => TopologyPrefix + hash;

    /// <summary>The hash of the topology that it is to bring into force; null when it names none.</summary>
    public static string? TopologyOf(Intent intent) =>
        intent.Kind == IntentKind.Apply
        && intent.Scope.StartsWith(TopologyPrefix, StringComparison.Ordinal)
        && intent.Scope.Length > TopologyPrefix.Length
            ? intent.Scope[TopologyPrefix.Length..]
            : null;

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
