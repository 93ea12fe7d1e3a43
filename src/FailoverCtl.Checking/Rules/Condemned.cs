using FailoverCtl.Checking.Records;
using FailoverCtl.Domain.Diagnosis;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Ledger;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Checking.Rules;

/// <summary>
/// Which endpoints and locations are lost beyond doubt by the reports that a process had read, recomputed (I-05). In doubt
/// none: what is counted here, the process must have seen too.
/// </summary>
internal static class Condemned
{
    /// <summary>Locations with a majority of their endpoints lost, by how long that has been so, ms.</summary>
    public static IEnumerable<(LocationId Location, long Age)> Locations(
        Life life,
        Topology topology,
        Latches latches,
        long at
    )
    {
        foreach (var location in topology.SiteLocations)
        {
            var sites = topology.Sites.Values.Where(s => s.Location == location).Select(s => s.Id).ToArray();
            if (sites.All(s => latches.DrainOf(s) is { Cause: DrainCause.Operator }))
            {
                continue;
            }

            var endpoints = topology.Endpoints.Where(e => sites.Contains(e.Site)).ToArray();
            var ages = endpoints
                .Select(e => Age(life, topology, e, at))
                .Where(a => a is not null)
                .OrderDescending()
                .ToArray();
            if (ages.Length * 2 > endpoints.Length)
            {
                yield return (location, ages[endpoints.Length / 2]!.Value);
            }
        }
    }

    /// <summary>Two or more, and more than a quarter of all.</summary>
    public static bool AreTooMany(int locations, Topology topology) =>
        locations >= 2 && locations * 4 > topology.SiteLocations.Count();

    /// <summary>How long enough domains have called it lost, ms; null when they do not.</summary>
    private static long? Age(Life life, Topology topology, EndpointId endpoint, long at)
    {
        var electorate = Testimony.Electorate(topology, endpoint.Site);
        var ages = new List<(LocationId Domain, long Age)>();
        foreach (var domain in electorate)
        {
            if (AgeIn(domain, life, topology, endpoint, at) is { } age)
            {
                ages.Add((domain, age));
            }
        }

        var needed = Testimony.Needed(electorate.Length);
        return ages.Count < needed || Testimony.LacksOutsideView(topology, ages.Select(a => a.Domain))
            ? null
            : ages.Select(a => a.Age).OrderDescending().ElementAt(needed - 1);
    }

    private static long? AgeIn(LocationId domain, Life life, Topology topology, EndpointId endpoint, long at)
    {
        var (accusers, defenders, age) = (0, 0, 0L);
        var policy = topology.Policy;
        foreach (var agent in Testimony.Members(topology, domain).Select(v => v.Id))
        {
            if (
                Testimony.Of(life, agent, endpoint, topology, at, Testimony.AgeBeyondDoubt(policy)) == Stance.For
                && life.Of(agent) is { } heard
            )
            {
                accusers++;
                age = Math.Max(age, Testimony.Find(heard.Report, endpoint)!.ForMilliseconds + at - heard.At);
            }
            else if (Testimony.Of(life, agent, endpoint, topology, at, Testimony.AgeMax(policy)) == Stance.Against)
            {
                defenders++;
            }
        }

        return accusers > defenders ? age : null;
    }
}
