using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Topologies;

/// <summary>What a service does not work without, and what these do not work without in turn.</summary>
public static class Needs
{
    /// <returns>Services in order, the asked one never among them: a circle ends where it began.</returns>
    public static IReadOnlyList<ServiceId> Services(Topology topology, ServiceId of)
    {
        var found = new SortedSet<ServiceId>();
        var open = new Queue<ServiceId>([of]);
        while (open.TryDequeue(out var next))
        {
            foreach (var needed in topology.Services.Find(next)?.DependsOn ?? [])
            {
                if (needed != of && found.Add(needed))
                {
                    open.Enqueue(needed);
                }
            }
        }

        return [.. found];
    }

    /// <returns>What others run, needed by it or by what it needs, in order.</returns>
    public static IReadOnlyList<ExternalId> Externals(Topology topology, ServiceId of) =>
        [
            .. Services(topology, of)
                .Prepend(of)
                .SelectMany(s => topology.Services.Find(s)?.DependsOnExternals ?? [])
                .Distinct()
                .Order(),
        ];
}
