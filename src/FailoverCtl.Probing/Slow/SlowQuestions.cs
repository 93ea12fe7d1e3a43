using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;
using FailoverCtl.Domain.Topology;

namespace FailoverCtl.Probing.Slow;

/// <summary>What a topology makes an agent ask beside its probes, in order.</summary>
internal static class SlowQuestions
{
    /// <param name="ofSystem">The resolvers of this host, for checks that name none.</param>
    public static IEnumerable<NameQuestion> Names(Topology topology, Func<IReadOnlyList<string>> ofSystem)
    {
        var system = new Lazy<IReadOnlyList<string>>(ofSystem);
        return from service in topology.Services.Values
            let check = service.NameCheck
            where check is not null
            from family in Enum.GetValues<AddressFamily>()
            let addresses = service.Placements.Values.Select(p => p.Address(family)).OfType<string>().ToEquatableArray()
            where !addresses.IsEmpty
            from resolver in check.Resolvers.IsEmpty ? system.Value : check.Resolvers.AsEnumerable()
            select new NameQuestion(service.Id, family, service.Name, addresses, resolver, check.IntervalMilliseconds);
    }

    /// <summary>
    /// The agents of a site fetch what its origins say, since a load document is served out of band and mostly inside; where
    /// a site has no agent, all do.
    /// </summary>
    public static IEnumerable<LoadQuestion> Loads(Topology topology, AgentId agent)
    {
        var own = topology.VantagePoints.Find(agent)?.Site;
        var watched = topology.VantagePoints.Values.Select(static v => v.Site).OfType<SiteId>().ToHashSet();
        return from service in topology.Services.Values
            let source = service.Load
            where source is not null
            from placement in service.Placements.Values
            where placement.Site == own || !watched.Contains(placement.Site)
            let address = placement.V4 ?? placement.V6
            where address is not null
            select new LoadQuestion(
                service.Id,
                placement.Site,
                address,
                service.Name,
                source.Port,
                source.Path,
                source.IntervalMilliseconds
            );
    }
}
