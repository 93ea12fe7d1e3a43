using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>The store keeps a majority when any one location or domain is lost (I-26).</summary>
internal static class StoreMembers
{
    /// <summary>Fewer survive no loss at all.</summary>
    private const int Fewest = 3;

    public static void Check(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        var members = topology.StoreMembers;
        if (members.IsEmpty)
        {
            return;
        }

        var at = places.KeyAt("store", "members");
        if (members.Count < Fewest || members.Count % 2 == 0)
        {
            bag.Add(
                MeaningRules.StoreTooSmall,
                at,
                $"the store has {members.Count} {(members.Count == 1 ? "server" : "servers")}",
                members.Count < Fewest
                    ? "Three at three locations survive the loss of one."
                    : $"{members.Count - 1} survive the loss of as many: take one away, or add one at another location."
            );
        }

        if (members.Count < Fewest)
        {
            return;
        }

        foreach (var location in members.Select(m => topology.Sites[m].Location).Distinct().Order())
        {
            CheckLoss($"'{location}'", members.Count(m => topology.Sites[m].Location == location));
        }

        foreach (var domain in topology.Domains.Values.Where(d => d.SpansLocations))
        {
            CheckLoss(domain.ToString(), members.Count(m => topology.Sites[m].Domains.Contains(domain.Id)));
        }

        void CheckLoss(string what, int inside)
        {
            var majority = (members.Count / 2) + 1;
            if (members.Count - inside < majority)
            {
                bag.Add(
                    MeaningRules.StoreLosesQuorum,
                    at,
                    $"{inside} of {members.Count} servers of the store stand in {what}: without it {members.Count - inside} are left and {majority} are needed",
                    "Nothing could be committed then; the DNS servers would only have their reflex. Spread them over three locations."
                );
            }
        }
    }
}
