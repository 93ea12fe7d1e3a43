using FailoverCtl.Domain.Collections;
using FailoverCtl.Domain.Identity;

namespace FailoverCtl.Domain.Topology;

/// <summary>
/// What the loss of some sites could take from a service, by what is declared: its own part there and that of everything it
/// needs. Where all of it is empty, the loss cannot be why the service fails.
/// </summary>
/// <param name="Placements">Its own at the lost sites.</param>
/// <param name="Services">Those it needs, directly or not, that have a part at the lost sites.</param>
/// <param name="Externals">Those it needs, directly or not, that lie in a location that is wholly lost.</param>
/// <param name="Needs">Everything it needs, whether exposed or not.</param>
public sealed record Exposure(
    ServiceId Service,
    EquatableArray<SiteId> Placements,
    EquatableArray<ServiceId> Services,
    EquatableArray<ExternalId> Externals,
    Dependencies Needs
)
{
    public bool IsNone => Placements.IsEmpty && Services.IsEmpty && Externals.IsEmpty;

    public static Exposure Of(Service service, IReadOnlyCollection<SiteId> lost, Topology topology)
    {
        var needs = Dependencies.Of(service.Id, topology);
        var locations = topology
            .Sites.Values.GroupBy(s => s.Location)
            .Where(g => g.All(s => lost.Contains(s.Id)))
            .Select(g => new DomainId(g.Key.Value))
            .ToArray();
        return new(
            service.Id,
            service.Placements.Keys.Where(lost.Contains).ToEquatableArray(),
            needs.Services.Where(n => topology.Services[n].Placements.Keys.Any(lost.Contains)).ToEquatableArray(),
            needs
                .Externals.Where(e => topology.Externals.Find(e)?.Domains.Any(d => locations.Contains(d)) == true)
                .ToEquatableArray(),
            needs
        );
    }
}
