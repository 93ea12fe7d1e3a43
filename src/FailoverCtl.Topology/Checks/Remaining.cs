using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>What the policy lets automation do at all.</summary>
internal static class Remaining
{
    public static void Check(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        var policy = topology.Policy;
        var sites = topology.Sites.Count;
        if (policy.LiveCeiling > policy.Ceiling)
        {
            bag.Add(
                MeaningRules.CeilingsCrossed,
                places.At("policy", "liveCeiling"),
                "liveCeiling is above ceiling",
                "A receiver takes more after a source died than while it lives: lower liveCeiling or raise ceiling."
            );
        }

        if (policy.MinSites > sites)
        {
            bag.Add(
                MeaningRules.TooManySitesKept,
                places.At("policy", "minSites"),
                $"{policy.MinSites} sites must stay in service, and {sites} are declared",
                $"Write at most {sites}; {Math.Max(1, sites - 1)} lets automation drain one."
            );
        }
        else if (policy.MinSites == sites)
        {
            bag.Add(
                MeaningRules.NothingMayLeave,
                places.Has("policy", "minSites") ? places.At("policy", "minSites") : places.KeyAt("sites"),
                $"{policy.MinSites} of {sites} sites must stay in service: automation can drain none",
                "Declare another site, or lower minSites."
            );
        }
    }
}
