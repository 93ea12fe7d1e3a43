using FailoverCtl.Domain.Identity;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>
/// Whether a loss could be voted at all (I-06): of n voting domains outside the suspect, max(2, n/2 + 1) must agree. The
/// difference is how many of them may be blind at that moment.
/// </summary>
internal static class Votes
{
    public static void Check(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        var voters = topology.VotingDomains.ToList();
        foreach (var location in topology.SiteLocations)
        {
            CheckTolerance(topology, location, voters, places, bag);
        }

        Blinding.Check(topology, voters, places, bag);
        var locations = topology.SiteLocations.ToHashSet();
        foreach (
            var vantagePoint in topology.VantagePoints.Values.Where(v =>
                v.External && locations.Contains(v.VotingDomain)
            )
        )
        {
            bag.Add(
                MeaningRules.NetworkIsLocation,
                places.At("vantagePoints", vantagePoint.Id.Value, "network"),
                $"the network '{vantagePoint.VotingDomain}' is also a location with sites: the two vote as one",
                "Name the network otherwise if it would survive the loss of that location."
            );
        }

        var observed = topology.VantagePoints.Values.Select(v => v.Site).OfType<SiteId>().ToHashSet();
        foreach (var site in topology.Sites.Keys.Where(s => !observed.Contains(s)))
        {
            bag.Add(
                MeaningRules.SiteWithoutAgent,
                places.KeyAt("sites", site.Value),
                $"no vantage point stands in the site '{site}'",
                "From outside alone, a site that is cut off looks like one that is lost: declare an agent there."
            );
        }
    }

    /// <summary>As in the decision (I-06): no single domain ever suffices.</summary>
    public static int Needed(int electorate) => Math.Max(2, (electorate / 2) + 1);

    private static void CheckTolerance(
        Domain.Topology.Topology topology,
        LocationId location,
        List<LocationId> voters,
        Places places,
        DiagnosticBag bag
    )
    {
        var outside = voters.Where(v => v != location).ToList();
        var needed = Needed(outside.Count);
        if (outside.Count > needed)
        {
            return;
        }

        var site = topology.Sites.Values.First(s => s.Location == location).Id;
        var count =
            $"outside '{location}' {Vote(outside.Count)} ({Listing.Short(outside.Select(v => v.Value))}) and {needed} must agree";
        var (rule, message) =
            outside.Count < needed
                ? (MeaningRules.CannotBeCondemned, $"the loss of '{location}' could never be found: {count}")
                : (
                    MeaningRules.NoVoterToSpare,
                    $"the loss of '{location}' is found only while no voter is blind: {count}"
                );
        bag.Add(
            rule,
            places.KeyAt("sites", site.Value),
            message,
            "Declare another vantage point, best an external one in a network of its own."
        );
    }

    private static string Vote(int count) => count == 1 ? "1 domain votes" : $"{count} domains vote";
}
