using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Topology;

/// <summary>Everything a service needs, directly or through others, in order: nothing else can take it down.</summary>
public sealed record Dependencies(EquatableArray<ServiceId> Services, EquatableArray<ExternalId> Externals)
{
    /// <summary>Also right where services need each other; what is not declared is left out.</summary>
    public static Dependencies Of(ServiceId service, Topology topology)
    {
        var found = new SortedSet<ServiceId>();
        var externals = new SortedSet<ExternalId>();
        var open = new Stack<ServiceId>([service]);
        while (open.TryPop(out var next))
        {
            if (topology.Services.Find(next) is not { } current)
            {
                continue;
            }

            externals.UnionWith(current.DependsOnExternals);
            foreach (var needed in current.DependsOn.Where(n => topology.Services.ContainsKey(n) && found.Add(n)))
            {
                open.Push(needed);
            }
        }

        found.Remove(service);
        return new(found.ToEquatableArray(), externals.ToEquatableArray());
    }
}
