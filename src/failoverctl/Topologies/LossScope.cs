using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.CommandLine.Topologies;

/// <summary>What an operator may call lost: a site, its location, or any declared domain, such as a campus or a carrier.</summary>
public static class LossScope
{
    /// <returns>The sites that go with it, in order; empty: nothing is called so.</returns>
    public static IReadOnlyList<SiteId> Sites(Topology topology, string name) =>
        topology.Sites.ContainsKey(new(name))
            ? [new(name)]
            :
            [
                .. topology
                    .Sites.Values.Where(s => s.Location.Value == name || s.Domains.Contains(new(name)))
                    .Select(s => s.Id),
            ];

    /// <summary>Every name that <see cref="Sites"/> understands, in order.</summary>
    public static IReadOnlyList<string> Names(Topology topology) =>
        [
            .. topology
                .Sites.Values.SelectMany(s =>
                    s.Domains.Select(d => d.Value).Append(s.Location.Value).Append(s.Id.Value)
                )
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
}
