using FailoverCtl.Domain.Identity;
using FailoverCtl.TopologyFiles.Diagnostics;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>Voters that one failure blinds together: blind ones abstain and stay in the electorate (I-06).</summary>
internal static class Blinding
{
    public static void Check(
        Domain.Topology.Topology topology,
        IReadOnlyList<LocationId> voters,
        Places places,
        DiagnosticBag bag
    )
    {
        foreach (var domain in topology.Domains.Values.Where(d => d.SpansLocations))
        {
            var blind = voters.Where(v => IsBlindWithout(domain.Id, v, topology)).ToList();
            var stuck = topology
                .SiteLocations.Where(l => CannotBeFound(l, voters, blind))
                .Select(l => l.Value)
                .ToList();

            // What the blindness of a single voter does is another rule's.
            if (blind.Count > 1 && stuck.Count > 0)
            {
                bag.Add(
                    MeaningRules.BlindingDomain,
                    places.KeyAt("domains", domain.Id.Value),
                    $"if {domain} fails, {Listing.Short(blind.Select(v => v.Value))} are blind, and the loss of {Listing.Short(stuck)} could not be found",
                    "Declare a vantage point that does not depend on it."
                );
            }
        }
    }

    private static bool IsBlindWithout(DomainId domain, LocationId voter, Domain.Topology.Topology topology) =>
        topology.VantagePoints.Values.Where(v => v.VotingDomain == voter).All(v => v.Domains.Contains(domain));

    private static bool CannotBeFound(LocationId location, IReadOnlyList<LocationId> voters, List<LocationId> blind)
    {
        var outside = voters.Where(v => v != location).ToList();
        return outside.Except(blind).Count() < Votes.Needed(outside.Count);
    }
}
