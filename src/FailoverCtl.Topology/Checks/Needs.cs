using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;
using FailoverCtl.TopologyFiles.Diagnostics;
using static FailoverCtl.TopologyFiles.Diagnostics.Quoting;

namespace FailoverCtl.TopologyFiles.Checks;

/// <summary>Classes and dependencies that are named are declared, and nothing needs itself.</summary>
internal static class Needs
{
    public static void Check(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        foreach (var service in topology.Services.Values)
        {
            RefuseUnknownClass(service, topology, places, bag);
            foreach (var needed in places.Items("services", service.Id.Value, "dependsOn"))
            {
                if (
                    !topology.Services.ContainsKey(new(needed.Text))
                    && !topology.Externals.ContainsKey(new(needed.Text))
                )
                {
                    var known = topology
                        .Services.Keys.Select(s => s.Value)
                        .Concat(topology.Externals.Keys.Select(e => e.Value));
                    bag.Add(
                        MeaningRules.UnknownDependency,
                        needed.At,
                        $"there is no service and no external dependency {Quote(needed.Text)}",
                        bag.Full ? "" : $"{Spelling.Hint(needed.Text, known)}Declared: {Listing.Short(known)}."
                    );
                }
            }
        }

        RefuseCircles(topology, places, bag);
    }

    private static void RefuseUnknownClass(
        Service service,
        Domain.Topology.Topology topology,
        Places places,
        DiagnosticBag bag
    )
    {
        if (service.Class is { Value.Length: > 0 } named && !topology.Classes.ContainsKey(named))
        {
            var known = topology.Classes.Keys.Select(c => c.Value);
            bag.Add(
                MeaningRules.UnknownClass,
                places.At("services", service.Id.Value, "class"),
                $"there is no class {Quote(named.Value)}",
                bag.Full ? "" : $"{Spelling.Hint(named.Value, known)}Declared: {Listing.Short(known)}."
            );
        }
    }

    /// <summary>
    /// Without recursion, since a chain may be as long as there are services: what needs nothing is taken away again and
    /// again, and what is left leads into a circle.
    /// </summary>
    private static void RefuseCircles(Domain.Topology.Topology topology, Places places, DiagnosticBag bag)
    {
        var open = topology.Services.Values.ToDictionary(
            s => s.Id,
            s => s.DependsOn.Count(d => topology.Services.ContainsKey(d))
        );
        var neededBy = topology
            .Services.Values.SelectMany(s => s.DependsOn.Select(d => (Needed: d, By: s.Id)))
            .ToLookup(p => p.Needed, p => p.By);
        var free = new Stack<ServiceId>(open.Where(o => o.Value == 0).Select(o => o.Key));
        while (true)
        {
            while (free.TryPop(out var done))
            {
                open.Remove(done);
                foreach (var user in neededBy[done].Where(u => open.ContainsKey(u) && --open[u] == 0))
                {
                    free.Push(user);
                }
            }

            if (open.Count == 0 || bag.Full)
            {
                return;
            }

            var circle = CircleFrom(open.Keys.Min(), topology, open);
            bag.Add(
                MeaningRules.DependencyCycle,
                places.At("services", circle[0].Value, "dependsOn"),
                $"{Quote(circle[0].Value)} needs itself: {Listing.Short(circle.Append(circle[0]).Select(c => c.Value))}",
                "Services that cannot work without each other are one service, or one of the two can do without."
            );

            // The circle counts as mended: what is found next is another one.
            foreach (var member in circle.Where(m => open.ContainsKey(m)))
            {
                open[member] = 0;
                free.Push(member);
            }
        }
    }

    private static List<ServiceId> CircleFrom(
        ServiceId start,
        Domain.Topology.Topology topology,
        Dictionary<ServiceId, int> open
    )
    {
        var path = new List<ServiceId>();
        var seen = new Dictionary<ServiceId, int>();
        var at = start;
        while (seen.TryAdd(at, path.Count))
        {
            path.Add(at);
            at = topology.Services[at].DependsOn.First(open.ContainsKey);
        }

        var circle = path[seen[at]..];
        var first = circle.IndexOf(circle.Min());
        return [.. circle[first..], .. circle[..first]];
    }
}
